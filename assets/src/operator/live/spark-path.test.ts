import { expect, test } from 'vitest';
import { sparkPath } from './spark-path';

test('a line goes from edge to edge', () => {
  const { line, area } = sparkPath([0, 5, 10], 100, 23);
  expect(line).toBe('M0.0 21.5L50.0 11.5L100.0 1.5');
  expect(area).toBe(`${line}L100.0 23L0.0 23Z`);
});

test('what is missing is a gap', () => {
  expect(sparkPath([1, 1, null, 1, 1], 100, 20).line.match(/M/g)).toHaveLength(2);
});

test('a level that stays is in the middle, and its noise is no mountain', () => {
  expect(sparkPath([500, 500], 100, 20, { isLevel: true }).line).toBe('M0.0 10.0L100.0 10.0');
  expect(sparkPath([500, 501], 100, 20, { isLevel: true }).line).toBe('M0.0 10.3L100.0 9.7');
});

test('one value is no line, and quiet lies low', () => {
  expect(sparkPath([3], 100, 20)).toEqual({ line: '', area: '' });
  expect(sparkPath([0, 0], 100, 20).line).toBe('M0.0 18.5L100.0 18.5');
});
