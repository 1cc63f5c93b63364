import { expect, test } from 'vitest';
import type { Point } from '../live/history';
import type { KindSummary } from '../live/messages';
import { busiest, chartsOf, colored, summaryOf } from './series';

const point = (rates: Record<string, number>) =>
  ({
    kinds: new Map(
      Object.entries(rates).map(([kind, rate]) => [
        kind,
        { kind, rate, depth: 0, handle_time: { p50_us: 0, p99_us: 0 } } as KindSummary,
      ]),
    ),
    lanes: null,
  }) as unknown as Point;

test('the busiest kinds come first, the silent ones not at all', () => {
  const points = [point({ a: 1, b: 5, c: 0 }), point({ a: 7, b: 1, d: 0.5 })];
  expect(busiest(points)).toEqual(['a', 'b', 'd']);
  expect(busiest(points, 1)).toEqual(['a']);
});

test('a kind keeps its colour, and a new one takes one that is free', () => {
  const before = colored(['a', 'b', 'c'], new Map());
  expect([...before.values()]).toEqual([0, 1, 2]);
  const after = colored(['d', 'c', 'a'], before);
  expect(Object.fromEntries(after)).toEqual({ c: 2, a: 0, d: 1 });
});

test('what is not known is a gap, not zero', () => {
  const charts = chartsOf([point({ a: 1 }), point({})], new Map([['a', 0]]));
  expect(charts.find(({ name }) => name === 'messages')?.series[0]?.values).toEqual([1, null]);
  expect(charts.find(({ name }) => name === 'handling')?.series[0]?.values).toEqual([null, null]);
});

test('a line in four numbers', () => {
  expect(summaryOf({ name: 'a', color: 0, values: [4, null, 2] })).toEqual({ now: 2, least: 2, mean: 3, most: 4 });
  expect(summaryOf({ name: 'a', color: 0, values: [null] }).most).toBeNull();
});
