import { describe, expect, it } from 'vitest';
import { atHand, joined } from './at-hand';

describe('what the videos at hand are about', () => {
  it('is told by category and by tag, the most common tag first', () => {
    const videos = [
      { category: 'music', tags: ['lake'] },
      { category: 'nonsense', tags: ['boat', 'lake'] },
      { category: null, tags: [] },
    ];
    expect(atHand(videos)).toEqual({ categories: new Set(['music']), tags: ['lake', 'boat'] });
  });

  it('is joined with what is popular, each once and not too many', () => {
    expect(joined(['lake', 'winter'], ['boat', 'lake', 'wood'], 3)).toEqual(['lake', 'winter', 'boat']);
  });
});
