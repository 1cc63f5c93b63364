import { describe, expect, it } from 'vitest';
import { matching, stepped } from './match';

const items = [
  { label: 'Watch later' },
  { label: 'Library', words: 'saved history' },
  { label: 'History' },
  { label: 'Go to the light theme', words: 'look dark' },
  { label: 'Über den See' },
];
const found = (typed: string) => matching(items, typed).map(({ label }) => label);

describe('what is found by typing', () => {
  it('is everything before anything is typed', () => {
    expect(found('  ')).toHaveLength(items.length);
  });

  it('begins with what is called so', () => {
    expect(found('hist')).toEqual(['History', 'Library']);
    expect(found('l')).toEqual(['Library', 'Watch later', 'Go to the light theme']);
  });

  it('has all of the words, in any order', () => {
    expect(found('theme light')).toEqual(['Go to the light theme']);
    expect(found('later light')).toEqual([]);
  });

  it('does not need the marks of letters', () => {
    expect(found('uber')).toEqual(['Über den See']);
    expect(found('ÜBER')).toEqual(['Über den See']);
  });
});

describe('the arrows', () => {
  it('go round', () => {
    expect(stepped('ArrowDown', 2, 3)).toBe(0);
    expect(stepped('ArrowUp', 0, 3)).toBe(2);
    expect(stepped('ArrowDown', 0, 0)).toBeUndefined();
    expect(stepped('Enter', 0, 3)).toBeUndefined();
  });
});
