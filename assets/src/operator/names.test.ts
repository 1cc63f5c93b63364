import { expect, test } from 'vitest';
import { lookAgainIn } from './names';

test('what nobody knows yet is looked for anew, ever rarer, and then no more', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((looks) => lookAgainIn(true, looks))).toEqual([
    3000,
    6000,
    12_000,
    24_000,
    48_000,
    false,
    false,
  ]);
});

test('what is known is not looked for', () => {
  expect(lookAgainIn(false, 1)).toBe(false);
});
