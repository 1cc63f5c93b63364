import { External, useExternal } from './external';

const KEY = 'playhouse.previews';
const OFF = 'off';

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== OFF;
  } catch {
    return true;
  }
}

const wanted = new External(read());

/** Whether a card comes to life when somebody only rests on it; a finger that holds it asks for it. */
export const playsPreviews = () => wanted.get();

export const usePlaysPreviews = () => useExternal(wanted);

export function setPlaysPreviews(on: boolean): void {
  wanted.set(on);
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, OFF);
  } catch {
    // Then it holds until the page is loaded again.
  }
}
