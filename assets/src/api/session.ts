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

export const refreshSession = singleFlight({
  renew: async () => {
    const response = await fetch('/api/v1/auth/refresh', { method: 'POST' });
    if (response.status === 401 || response.status === 403) rememberSignedIn(false);
    return response.ok;
  },
  exclusive: async (work) =>
    'locks' in navigator ? await navigator.locks.request('playhouse.refresh', work) : work(),
  lastRenewal: () => Number(read(RENEWED_AT) ?? 0),
  recordRenewal: (at) => write(RENEWED_AT, String(at)),
  now: () => Date.now(),
});

/** Whether this browser was signed in when last seen: worth a renewal even if the access cookie has run out. */
export function wasSignedIn(): boolean {
  return read(SIGNED_IN) === '1';
}

export function rememberSignedIn(signedIn: boolean): void {
  write(SIGNED_IN, signedIn ? '1' : null);
}

/** Calls back when another tab signs in or out. */
export function onSignedInElsewhere(callback: (signedIn: boolean) => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === SIGNED_IN) callback(event.newValue === '1');
  };
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}
