import { m } from '~/words';
import { External, type Ids, useExternal, withMember, withoutMember } from './external';
import { notify } from './notify';

const KEY = 'playhouse.not-interested';
/** Those that were hidden long ago are not on any page any more. */
const KEPT = 500;

function read(): Ids {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(saved) ? saved.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

const hidden = new External(read());

function keep(ids: Ids): void {
  hidden.set(ids);
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids].slice(-KEPT)));
  } catch {
    // Then it holds until the page is loaded again.
  }
}

/** Videos that this browser's person does not want to be shown again. */
export const useNotInterested = () => useExternal(hidden);

/** Hides a video, with a way back. */
export function hideVideo(id: string): void {
  keep(withMember(hidden.get(), id));
  void notify('message', m.home_hidden(), {
    label: m.common_undo(),
    onClick: () => keep(withoutMember(hidden.get(), id)),
  });
}
