import { expect, test } from 'vitest';
import { m } from '~/words';
import { count, counted, micros, rate, share, span } from './figures';

test('numbers are short', () => {
  expect([0, 7, 1204, 18_300].map(count)).toEqual(['0', '7', '1,204', '18.3K']);
  expect([1, 2000].map((value) => counted(m.operator_count_sockets, value))).toEqual(['1 socket', '2,000 sockets']);
  expect([0, 0.01, 0.42, 23.4, 1204.4].map(rate)).toEqual(['0', '0', '0.4', '23', '1,204']);
  expect([0.5, 0.994, 1].map(share)).toEqual(['50%', '99.4%', '100%']);
});

test('durations have the unit that fits', () => {
  expect([0, null, 0.4, 48, 3200, 48_000, 1_400_000].map(micros)).toEqual([
    '–',
    '–',
    '0.4 µs',
    '48 µs',
    '3.2 ms',
    '48 ms',
    '1.4 s',
  ]);
  expect([12.7, 250, 3600, 11_520, 439_200].map(span)).toEqual(['12 s', '4 min', '1 h', '3 h 12 min', '5 d 2 h']);
});
