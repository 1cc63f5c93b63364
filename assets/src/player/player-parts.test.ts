import { describe, expect, it } from 'vitest';
import { Watched } from './beacon';
import { chapterFrom } from './chapters';
import { nextOf, sizeBeside, usualCaptionStyle } from './caption-style';
import { engineFor } from './engine';
import { Taps } from './gestures';
import { parsePreferences } from './preferences';
import { isWorthResuming, parsePlaces, withPlace } from './resume';

describe('watched seconds', () => {
  it('counts what was played and no jump', () => {
    const watched = new Watched();
    for (const position of [0, 0.25, 0.5, 0.75]) watched.step(position, false);
    watched.step(60, true);
    for (const position of [60, 60.25, 60.5]) watched.step(position, false);
    expect(watched.take()).toBeCloseTo(1.25);
    expect(watched.take()).toBe(0);
  });

  it('counts a second look at the same place', () => {
    const watched = new Watched();
    for (const position of [10, 10.5, 10, 10.5]) watched.step(position, false);
    expect(watched.take()).toBeCloseTo(1);
  });
});

describe('remembered settings', () => {
  it('come back', () => {
    const kept = {
      ...parsePreferences(null),
      volume: 0.4,
      muted: true,
      rate: 1.5,
      height: 720,
      captions: 'de',
      audio: { language: 'fr', channels: 6 },
      theatre: true,
    };
    expect(parsePreferences(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, '', 'x', 'null', '{"volume":7,"rate":"fast","height":-1,"captionStyle":{"size":7}}'])(
    'are the usual ones for %s',
    (text) => {
      expect(parsePreferences(text)).toEqual({
        volume: 1,
        muted: false,
        rate: 1,
        height: null,
        captions: null,
        audio: null,
        captionStyle: usualCaptionStyle,
        autoplay: true,
        theatre: false,
      });
    },
  );
});

describe('the look of captions', () => {
  it('goes around what there is', () => {
    expect(nextOf([1, 0.5], 1)).toBe(0.5);
    expect(nextOf([1, 0.5], 0.5)).toBe(1);
    expect(nextOf([1, 0.5], 7)).toBe(1);
  });

  it('grows and shrinks to the ends of its sizes', () => {
    expect(sizeBeside(100, 1)).toBe(150);
    expect(sizeBeside(300, 1)).toBe(300);
    expect(sizeBeside(50, -1)).toBe(50);
  });
});

describe('places in videos', () => {
  it('are kept newest first, one for a video', () => {
    const places = parsePlaces('[{"id":"a","at":5},{"id":"b","at":9},{"at":1},null]');
    expect(withPlace(places, { id: 'b', at: 12 })).toEqual([
      { id: 'b', at: 12 },
      { id: 'a', at: 5 },
    ]);
    expect(parsePlaces('{')).toEqual([]);
  });

  it('are worth going to unless hardly anything has passed or is left', () => {
    expect(isWorthResuming(3, 100)).toBe(false);
    expect(isWorthResuming(50, 100)).toBe(true);
    expect(isWorthResuming(97, 100)).toBe(false);
    expect(isWorthResuming(50, null)).toBe(true);
  });
});

describe('taps', () => {
  it('jump on the same side in time, further with every tap', () => {
    const taps = new Taps();
    expect([taps.tap(0, 1), taps.tap(200, 1), taps.tap(400, 1)]).toEqual([0, 10, 20]);
    expect([taps.tap(2000, -1), taps.tap(2200, 1), taps.tap(2300, 1)]).toEqual([0, 0, 10]);
    expect([taps.tap(5000, 0), taps.tap(5100, 0)]).toEqual([0, 0]);
  });
});

describe('engines', () => {
  const both = { hls: 'h', dash: 'd' };

  it('is hls.js unless DASH is wanted or all there is', () => {
    expect(engineFor(both, false, true)).toBe('hls');
    expect(engineFor(both, true, true)).toBe('shaka');
    expect(engineFor({ hls: undefined, dash: 'd' }, false, true)).toBe('shaka');
    expect(engineFor({ hls: 'h', dash: undefined }, true, true)).toBe('hls');
  });

  it('is the browser where nobody may feed it', () => expect(engineFor(both, true, false)).toBe('native'));
});

describe('chapters', () => {
  const chapters = [0, 10, 20].map((start) => ({ start, title: '' }));

  it.each([
    [0, 1, 10],
    [10, 1, 20],
    [25, 1, undefined],
    [25, -1, 20],
    [21, -1, 10],
    [1, -1, 0],
  ] as const)('from %d towards %d lead to %s', (at, direction, to) => {
    expect(chapterFrom(chapters, at, direction)).toBe(to);
  });

  it('lead nowhere where there are none', () => expect(chapterFrom([], 5, -1)).toBeUndefined());
});
