import { describe, expect, it } from 'vitest';
import { type RefreshEnvironment, singleFlight } from './session';

/** A browser in which several tabs share a lock, a clock and what was last recorded. */
function browser(renewals: boolean[] = []) {
  let last = 0;
  let clock = 1000;
  let queue: Promise<unknown> = Promise.resolve();
  const calls: number[] = [];
  const environment: RefreshEnvironment = {
    renew: async () => {
      calls.push(clock);
      await Promise.resolve();
      clock += 10;
      return renewals.shift() ?? true;
    },
    exclusive: (work) => {
      const run = queue.then(work, work);
      queue = run;
      return run;
    },
    lastRenewal: () => last,
    recordRenewal: (at) => {
      last = at;
    },
    now: () => clock,
  };
  return { calls, tab: () => singleFlight(environment), wait: (ms: number) => (clock += ms) };
}

describe('renewing the session', () => {
  it('happens once for all requests of a tab that ask together', async () => {
    const { tab, calls } = browser();
    const refresh = tab();
    expect(await Promise.all([refresh(), refresh(), refresh()])).toEqual([true, true, true]);
    expect(calls).toHaveLength(1);
  });

  it('happens once for two tabs that ask together', async () => {
    const { tab, calls } = browser();
    const [one, two] = [tab(), tab()];
    expect(await Promise.all([one(), two()])).toEqual([true, true]);
    expect(calls).toHaveLength(1);
  });

  it('happens again later', async () => {
    const { tab, calls, wait } = browser();
    const refresh = tab();
    await refresh();
    wait(60_000);
    await refresh();
    expect(calls).toHaveLength(2);
  });

  it('is not taken as done when it failed', async () => {
    const { tab, calls } = browser([false, true]);
    const [one, two] = [tab(), tab()];
    expect(await Promise.all([one(), two()])).toEqual([false, true]);
    expect(calls).toHaveLength(2);
  });
});
