import { expect, it } from 'vitest';
import { besides } from './neighbours';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id }));

it('goes through a playlist in its order, and ends where it ends', () => {
  const playlist = [a!, b!, c!];
  expect(besides('b', playlist, [])).toEqual({ previous: a, next: c });
  expect(besides('a', playlist, [])).toEqual({ previous: undefined, next: b });
  expect(besides('c', playlist, [a!])).toEqual({ previous: b, next: undefined });
});

it('goes on to what is related otherwise', () => {
  expect(besides('a', undefined, [b!, c!])).toEqual({ previous: undefined, next: b });
  expect(besides('a', undefined, [])).toEqual({ previous: undefined, next: undefined });
});

it('begins a playlist that the video is not in', () => {
  expect(besides('x', [a!, b!], [])).toEqual({ previous: undefined, next: a });
});
