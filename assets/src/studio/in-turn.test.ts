import { expect, it } from 'vitest';
import { inTurn } from './in-turn';

it('does a few at a time, and goes on past what fails', async () => {
  let running = 0;
  let most = 0;
  const outcome = await inTurn([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    if (item === 2) throw new Error('no');
  });
  expect(most).toBe(2);
  expect(outcome.done.toSorted()).toEqual([1, 3, 4, 5]);
  expect(outcome.failed.map(({ item }) => item)).toEqual([2]);
});

it('has nothing to do with nothing', async () => {
  expect(await inTurn([], 3, () => Promise.reject(new Error('no')))).toEqual({ done: [], failed: [] });
});
