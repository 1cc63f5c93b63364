import { describe, expect, it } from 'vitest';
import { homeSearch } from './search';

describe('what the address says of the list', () => {
  it('keeps what it knows', () => {
    expect(homeSearch({ sort: 'popular', category: 'how_to', tag: 'lakes' })).toEqual({
      sort: 'popular',
      category: 'how_to',
      tag: 'lakes',
    });
  });

  it('drops what means nothing and what goes without saying', () => {
    expect(homeSearch({ sort: 'newest', category: 'nonsense', tag: ' ', more: 1 })).toEqual({});
    expect(homeSearch({ sort: 'loudest', tag: {} })).toEqual({});
  });

  it('takes a tag of digits for the word that it is', () => {
    expect(homeSearch({ tag: 2024 })).toEqual({ tag: '2024' });
  });
});
