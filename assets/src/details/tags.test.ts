import { describe, expect, it } from 'vitest';
import { MOST_TAGS, tagOf, withTags } from './tags';

describe('tags', () => {
  it.each([
    ['Rust', 'rust'],
    ['  #Rust  Lang ', 'rust lang'],
    ['# #x', 'x'],
    [' # ', undefined],
    ['', undefined],
    ['é'.repeat(41), 'é'.repeat(40)],
  ])('%j is written as %j', (text, tag) => expect(tagOf(text)).toBe(tag));

  it('come once and in their order, from a list too', () => {
    expect(withTags(['b'], 'a, #B ,, c\nd')).toEqual(['b', 'a', 'c', 'd']);
  });

  it('are not too many', () => {
    const many = Array.from({ length: 30 }, (_, index) => `tag ${index}`).join(',');
    expect(withTags([], many)).toHaveLength(MOST_TAGS);
  });
});
