import type { LoginResponse } from './types';

/**
 * The session lives in HTTP-only cookies; this file only knows when to renew it. A refresh token works once, so a
 * renewal must never run twice at a time: not within this tab, and not in two tabs of the same browser.
 */
export interface RefreshEnvironment {
  /** Asks the server; true when the cookies are fresh. */
  renew: () => Promise<boolean>;
  /** Runs `work` while no other tab does. */
  exclusive: (work: () => Promise<boolean>) => Promise<boolean>;
  /** When any tab last renewed, in milliseconds; 0 if never. */
  lastRenewal: () => number;
  recordRenewal: (at: number) => void;
  now: () => number;
}

export function singleFlight(environment: RefreshEnvironment): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  return () => {
    if (running) return running;
    const asked = environment.now();
    running = environment
      .exclusive(async () => {
        if (environment.lastRenewal() >= asked) return true;
        const renewed = await environment.renew();
        if (renewed) environment.recordRenewal(environment.now());
        return renewed;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}

const RENEWED_AT = 'playhouse.renewed-at';
const RENEW_AFTER = 'playhouse.renew-after';
const SIGNED_IN = 'playhouse.signed-in';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Without storage each tab stands alone, which is still correct.
  }
}

/** Access lasts this many seconds from now; it is renewed with a sixth of them to spare. */
export function noteAccess(seconds: number): void {
  write(RENEW_AFTER, String(Math.floor(Date.now() + (seconds * 1000 * 5) / 6)));
}

export const refreshSession = singleFlight({
  renew: async () => {
    const response = await fetch('/api/v1/auth/refresh', { method: 'POST' });
    if (response.ok) noteAccess(((await response.json()) as LoginResponse).expires_in);
    else if (response.status < 500) rememberSignedIn(false);
    return response.ok;
  },
  exclusive: async (work) => ('locks' in navigator ? await navigator.locks.request('playhouse.refresh', work) : work()),
  lastRenewal: () => Number(read(RENEWED_AT) ?? 0),
  recordRenewal: (at) => write(RENEWED_AT, String(at)),
  now: () => Date.now(),
});

/**
 * Renews ahead of time. It must not wait for a 401: once the cookie has run out, a private video is simply not
 * there for the nameless visitor who asks.
 */
export async function freshen(): Promise<void> {
  const due = Number(read(RENEW_AFTER) ?? Number.POSITIVE_INFINITY);
  if (!wasSignedIn() || Date.now() < due) return;
  try {
    await refreshSession();
  } catch {
    // The server cannot be reached; the request itself will say so.
  }
}

/** Whether this browser was signed in when last seen: worth a renewal even if the access cookie has run out. */
export function wasSignedIn(): boolean {
  return read(SIGNED_IN) === '1';
}

const ended = new Set<() => void>();

export function rememberSignedIn(signedIn: boolean): void {
  write(SIGNED_IN, signedIn ? '1' : null);
  if (signedIn) return;
  write(RENEW_AFTER, null);
  for (const listener of ended) listener();
}

/** Calls back when the session ends here, or begins or ends in another tab. */
export function onSessionChange(callback: () => void): void {
  ended.add(callback);
  addEventListener('storage', (event) => {
    if (event.key === SIGNED_IN) callback();
  });
}
