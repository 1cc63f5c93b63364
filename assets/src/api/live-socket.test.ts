import { expect, it } from 'vitest';
import { pauseBefore } from './live-socket';

it('waits longer after each failure, up to half a minute', () => {
  expect([1, 2, 3, 4].map((failures) => pauseBefore(failures, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(pauseBefore(40, 1)).toBe(30_000);
});

it('spreads clients over the second half of a pause', () => {
  expect(pauseBefore(3, 0)).toBe(1000);
  expect(pauseBefore(3, 0.5)).toBe(1500);
});
