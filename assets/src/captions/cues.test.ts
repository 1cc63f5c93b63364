import { describe, expect, it } from 'vitest';
import { type Cue, cueOf, cuesAt, faultOf, joinCue, parseCues, shifted, splitCue, withNewCue, writeVtt } from './cues';

const plain = (cues: readonly Cue[]) => cues.map(({ start, end, text }) => [start, end, text]);
const first = (cues: readonly Cue[]) => cues[0] ?? cueOf(0, 0, '');

describe('captions in a file', () => {
  it('are read from WebVTT with what stands around them', () => {
    const file = `WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\nNOTE not this\n\n1\n00:01.500 --> 00:02.000 line:0 align:start\nOne\nline\n\n00:00:00.250 --> 00:00:01.000\n<i>Zero</i>\n`;
    const cues = parseCues(file);
    expect(plain(cues)).toEqual([
      [0.25, 1, '<i>Zero</i>'],
      [1.5, 2, 'One\nline'],
    ]);
    expect(cues[1]?.settings).toBe('line:0 align:start');
  });

  it('are read from SubRip, and from files of other systems', () => {
    expect(plain(parseCues('\uFEFF1\r\n00:00:00,000 --> 01:00:08,000\r\nHello\r\n\r\n2\r\nbroken\r\n'))).toEqual([
      [0, 3608, 'Hello'],
    ]);
  });

  it('are left out when they are none', () => {
    expect(parseCues('00:02.000 --> 00:01.000\nreversed\n\n00:00.000 --> 00:01.000\n\n')).toEqual([]);
  });

  it('come back as they were written', () => {
    const cues = [cueOf(3661.5, 3663.25, 'Later', 'line:0'), cueOf(0, 1, 'a\n\n  b --> c')];
    const file = writeVtt(cues);
    expect(file).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na\nb --&gt; c\n\n01:01:01.500 --> 01:01:03.250 line:0\nLater\n',
    );
    expect(plain(parseCues(file))).toEqual([
      [0, 1, 'a\nb --&gt; c'],
      [3661.5, 3663.25, 'Later'],
    ]);
  });

  it('without a word are not written', () => expect(writeVtt([cueOf(0, 1, ' \n')])).toBe('WEBVTT\n'));
});

describe('editing', () => {
  it('adds a cue that ends before the next', () => {
    const cues = [cueOf(0, 1, 'a'), cueOf(4, 5, 'b')];
    expect(plain(withNewCue(cues, 2, 60).cues)).toEqual([
      [0, 1, 'a'],
      [2, 4, ''],
      [4, 5, 'b'],
    ]);
    expect(withNewCue([], 59, 60).added).toMatchObject({ start: 59, end: 60 });
    expect(withNewCue([], 10, 60).added.end).toBe(13);
  });

  it('splits between words, and gives each its share of the time', () => {
    const cues = [cueOf(0, 10, 'one two three four')];
    expect(plain(splitCue(cues, first(cues).key))).toEqual([
      [0, 3.889, 'one two'],
      [3.889, 10, 'three four'],
    ]);
    expect(plain(splitCue(cues, first(cues).key, 3))).toEqual([
      [0, 1.667, 'one'],
      [1.667, 10, 'two three four'],
    ]);
  });

  it('splits a word, too, and an empty text', () => {
    const cues = [cueOf(0, 10, 'word')];
    expect(splitCue(cues, first(cues).key).map(({ text }) => text)).toEqual(['wo', 'rd']);
    const empty = [cueOf(0, 10, '')];
    expect(plain(splitCue(empty, first(empty).key))).toHaveLength(2);
  });

  it('joins a cue with the next', () => {
    const cues = [cueOf(0, 1, 'a'), cueOf(2, 3, 'b'), cueOf(4, 5, 'c')];
    expect(plain(joinCue(cues, first(cues).key))).toEqual([
      [0, 3, 'a\nb'],
      [4, 5, 'c'],
    ]);
    expect(joinCue(cues, cues[2]?.key ?? 0)).toHaveLength(3);
  });

  it('moves all of them', () => {
    expect(plain(shifted([cueOf(1, 2, 'a'), cueOf(5, 6, 'b')], -2))).toEqual([
      [0, 0.2, 'a'],
      [3, 4, 'b'],
    ]);
  });

  it('knows what is shown, and what is wrong', () => {
    const cues = [cueOf(0, 2, 'a'), cueOf(1, 3, 'b')];
    expect(cuesAt(cues, 1).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(cuesAt(cues, 2).map(({ text }) => text)).toEqual(['b']);
    expect(faultOf(cueOf(2, 1, 'a'), 10)).toBe('reversed');
    expect(faultOf(cueOf(11, 12, 'a'), 10)).toBe('too-late');
    expect(faultOf(cueOf(1, 2, ' '), 10)).toBe('empty');
    expect(faultOf(cueOf(1, 2, 'a'), undefined)).toBeUndefined();
  });
});
