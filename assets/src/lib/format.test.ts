import { describe, expect, it } from 'vitest';
import { age, bytes, clock, percent, remaining, spokenDuration, titleFromFilename, views } from './format';

describe('formats', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [123_400_000, '123 MB'],
    [3_400_000_000, '3.4 GB'],
  ])('%i bytes', (count, text) => expect(bytes(count)).toBe(text));

  it.each([
    [0, '0:00'],
    [65.9, '1:05'],
    [3723, '1:02:03'],
    [Number.NaN, '0:00'],
  ])('%d on the clock', (seconds, text) => expect(clock(seconds)).toBe(text));

  it.each([
    [0.2, '1 s'],
    [59.1, '60 s'],
    [61, '2 min'],
    [3600, '1 h'],
    [4800, '1 h 20 min'],
  ])('%d seconds to go', (seconds, text) => expect(remaining(seconds)).toBe(text));

  it('says durations in words', () => {
    expect(spokenDuration(3661)).toBe('1 hour 1 minute 1 second');
    expect(spokenDuration(0)).toBe('0 seconds');
  });

  it('counts views', () => {
    expect(views(1)).toBe('1 view');
    expect(views(5_300_000)).toBe('5.3M views');
  });

  it('tells ages', () => {
    const now = Date.parse('2026-06-15T12:00:00Z');
    expect(age('2026-06-15T11:59:40Z', now)).toBe('just now');
    expect(age('2026-06-15T09:00:00Z', now)).toBe('3 hours ago');
    expect(age('2026-06-14T11:00:00Z', now)).toBe('yesterday');
    expect(age('2024-06-01T00:00:00Z', now)).toBe('2 years ago');
  });

  it('never shows 100% too early', () => {
    expect(percent(0.999)).toBe('99%');
    expect(percent(1.2)).toBe('100%');
  });

  it('makes a title of a file name', () => {
    expect(titleFromFilename('holiday_in-rome.final.mp4')).toBe('holiday in rome.final');
    expect(titleFromFilename('.mp4')).toBe('Untitled');
  });
});
