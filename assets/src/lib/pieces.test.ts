import { expect, it } from 'vitest';
import { piecesOf } from './pieces';

it('fills a message with more than text, wherever its blanks are', () => {
  const fill = { who: 1, what: 2 };
  expect(piecesOf(({ who, what }) => `${who} saw ${what}.`, fill)).toEqual([1, ' saw ', 2, '.']);
  expect(piecesOf(({ who, what }) => `${what} hat ${who} gesehen`, fill)).toEqual([2, ' hat ', 1, ' gesehen']);
  expect(piecesOf(() => 'No blank', {})).toEqual(['No blank']);
});
