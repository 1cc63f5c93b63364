import { describe, expect, it } from 'vitest';
import { watchedPart } from './watched';

describe('how much of a video was watched', () => {
  it('is a share of its length', () => {
    expect(watchedPart({ duration: 200, resume: { position: 50, finished: false } })).toBe(0.25);
    expect(watchedPart({ duration: 200, resume: { position: 260, finished: false } })).toBe(1);
  });

  it('is all of it once no more than an end is left', () => {
    expect(watchedPart({ duration: 200, resume: { position: 190, finished: true } })).toBe(1);
    expect(watchedPart({ duration: null, resume: { position: 190, finished: true } })).toBe(1);
  });

  it('is nothing when it was not begun or nobody knows how long it is', () => {
    expect(watchedPart({ duration: 200, resume: null })).toBeUndefined();
    expect(watchedPart({ duration: 200, resume: { position: 0, finished: false } })).toBeUndefined();
    expect(watchedPart({ duration: null, resume: { position: 4, finished: false } })).toBeUndefined();
  });
});
