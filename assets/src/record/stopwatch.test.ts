import { expect, it } from 'vitest';
import { STOPPED, halted, millisecondsOf, started } from './stopwatch';

it('does not count pauses', () => {
  let watch = started(STOPPED, 1000);
  expect(millisecondsOf(watch, 3000)).toBe(2000);
  watch = halted(watch, 4000);
  expect(millisecondsOf(watch, 9000)).toBe(3000);
  watch = started(watch, 10_000);
  expect(millisecondsOf(watch, 10_500)).toBe(3500);
});

it('is not confused by being started or halted twice', () => {
  let watch = started(started(STOPPED, 1000), 2000);
  watch = halted(halted(watch, 3000), 5000);
  expect(millisecondsOf(watch, 6000)).toBe(2000);
});
