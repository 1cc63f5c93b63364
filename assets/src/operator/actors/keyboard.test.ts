import { expect, test } from 'vitest';
import { moved } from './keyboard';
import type { TreeRow } from './tree';

const row = (key: string, level: number, isOpen?: boolean): TreeRow => ({
  node: { key, children: [] },
  level,
  position: 1,
  siblings: 1,
  isOpen,
});
const rows = [row('a', 1, true), row('b', 2), row('c', 2, false), row('d', 1)];
const press = (index: number, key: string) => moved(rows, index, key, 2);

test('arrows go from row to row and stay within', () => {
  expect([press(0, 'ArrowDown'), press(3, 'ArrowDown'), press(0, 'ArrowUp')]).toEqual([
    { index: 1 },
    { index: 3 },
    { index: 0 },
  ]);
  expect(
    [press(0, 'PageDown'), press(3, 'PageUp'), press(2, 'Home'), press(0, 'End')].map((move) => move?.index),
  ).toEqual([2, 1, 0, 3]);
});

test('to the right opens, then goes in; to the left folds, then goes out', () => {
  expect(press(2, 'ArrowRight')).toEqual({ index: 2, fold: true });
  expect(press(0, 'ArrowRight')).toEqual({ index: 1 });
  expect(press(1, 'ArrowRight')).toBeUndefined();
  expect(press(0, 'ArrowLeft')).toEqual({ index: 0, fold: false });
  expect(press(2, 'ArrowLeft')).toEqual({ index: 0 });
});

test('other keys are left alone', () => {
  expect(press(0, 'Enter')).toEqual({ index: 0, isLook: true });
  expect(press(0, 'Tab')).toBeUndefined();
});
