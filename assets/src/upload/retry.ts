const MINUTE = 60_000;

/** Quick at first, then once a minute for half an hour; every byte that gets through starts this over. */
export const RETRY_DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, ...Array.from({ length: 30 }, () => MINUTE)];

/** Worth another try: the network, a busy server, a lock that a lost connection left, a session renewed meanwhile. */
export function shouldRetry(status: number, renewed: boolean): boolean {
  if (status === 401) return renewed;
  return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}
