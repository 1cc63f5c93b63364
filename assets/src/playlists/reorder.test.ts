import { describe, expect, it } from 'vitest';
import { keyed, landing, makesWay, moved, placeAt } from './reorder';

const rows = [0, 100, 200, 300].map((top) => ({ top, height: 100 }));

describe('the order of a list', () => {
  it('changes by moving one up or down', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('is told to the server by a neighbour', () => {
    expect(placeAt(['a', 'b'], 1)).toEqual({ after: 'a' });
    expect(placeAt(['a', 'b'], 2)).toEqual({ after: 'b' });
    expect(placeAt(['a', 'b'], 0)).toEqual({ before: 'a' });
    expect(placeAt([], 0)).toEqual({});
  });
});

describe('a row that is dragged', () => {
  it('lands where its edge has passed the middle of another', () => {
    expect(landing(rows, 0, 49)).toBe(0);
    expect(landing(rows, 0, 51)).toBe(1);
    expect(landing(rows, 0, 900)).toBe(3);
    expect(landing(rows, 2, -51)).toBe(1);
    expect(landing(rows, 2, -900)).toBe(0);
  });

  it('has the rows between make way', () => {
    expect([0, 1, 2, 3].map((index) => makesWay(index, 0, 2, 100))).toEqual([0, -100, -100, 0]);
    expect([0, 1, 2, 3].map((index) => makesWay(index, 3, 1, 100))).toEqual([0, 100, 100, 0]);
  });
});

describe('the keyboard', () => {
  it('moves a row by one or to an end, and stops there', () => {
    expect(keyed('ArrowDown', 1, 3)).toBe(2);
    expect(keyed('ArrowUp', 1, 3)).toBe(0);
    expect(keyed('Home', 2, 3)).toBe(0);
    expect(keyed('End', 0, 3)).toBe(2);
    expect(keyed('ArrowDown', 2, 3)).toBeUndefined();
    expect(keyed('ArrowUp', 0, 3)).toBeUndefined();
    expect(keyed('Enter', 1, 3)).toBeUndefined();
  });
});
