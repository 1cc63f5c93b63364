import { expect, test } from 'vitest';
import { factsOf } from './state-facts';

test('a state is read as names and values', () => {
  expect(factsOf({ waiting_writes: 2, is_full: false, seq: null, ring: [1] })).toEqual([
    ['waiting writes', '2'],
    ['is full', 'no'],
    ['seq', '–'],
    ['ring', '[1]'],
  ]);
  expect(factsOf(null)).toEqual([]);
  expect(factsOf('resting')).toEqual([['state', 'resting']]);
});
