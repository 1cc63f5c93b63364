import { External } from './external';

/** Requests and sockets tell when the server does not answer; it is then asked until it does. */
export const reachable = new External(true);

/** A server that is started again answers before anybody is told. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

let isAsking = false;

async function answers(): Promise<boolean> {
  try {
    await fetch('/healthz', { cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}

/** Something did not come through. Asks whether it is the server, and goes on asking until it answers. */
export async function doubtServer(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    await new Promise((over) => setTimeout(over, pause));
    const isThere = await answers();
    if (isThere !== reachable.get()) reachable.set(isThere);
    if (isThere) break;
  }
  isAsking = false;
}
