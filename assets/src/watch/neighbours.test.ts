import { expect, it } from 'vitest';
import { besides, freshest } from './neighbours';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id }));

it('goes through a playlist in its order, and ends where it ends', () => {
  const playlist = [a!, b!, c!];
  expect(besides('b', playlist, [], new Set())).toEqual({ previous: a, next: c });
  expect(besides('a', playlist, [], new Set())).toEqual({ previous: undefined, next: b });
  expect(besides('c', playlist, [a!], new Set())).toEqual({ previous: b, next: undefined });
});

it('goes on to what is related otherwise', () => {
  expect(besides('a', undefined, [b!, c!], new Set())).toEqual({ previous: undefined, next: b });
  expect(besides('a', undefined, [], new Set())).toEqual({ previous: undefined, next: undefined });
});

it('begins a playlist that the video is not in', () => {
  expect(besides('x', [a!, b!], [], new Set())).toEqual({ previous: undefined, next: a });
});

it('does not go back and forth between two videos while there are others', () => {
  const [one, two, three] = ['1', '2', '3'].map((id) => ({ id }));
  expect(freshest([one!, two!, three!], new Set(['1']))).toBe(two);
  expect(freshest([one!, two!], new Set(['2', '1']))).toBe(two);
  expect(freshest([], new Set(['1']))).toBeUndefined();
});
