import { describe, expect, it } from 'vitest';
import { bitrateFor, pickFormat } from './format';

const only = (...supported: string[]) => pickFormat((type) => supported.some((part) => type.includes(part)));

describe('how a recording is written', () => {
  it('is H.264 and AAC in MP4 where both are there', () => {
    expect(only('mp4', 'webm')).toEqual({ mimeType: 'video/mp4;codecs=avc1.640028,mp4a.40.2', extension: 'mp4' });
  });

  it('is H.264 in MP4 with Opus where there is no AAC', () => {
    expect(only('opus')).toEqual({ mimeType: 'video/mp4;codecs=avc1.640028,opus', extension: 'mp4' });
  });

  it('is WebM elsewhere', () => {
    expect(only('webm;codecs=vp8')).toEqual({ mimeType: 'video/webm;codecs=vp8,opus', extension: 'webm' });
    expect(pickFormat((type) => type === 'video/webm')?.extension).toBe('webm');
  });

  it('is nothing where nothing can be recorded', () => expect(only()).toBeUndefined());

  it('spends more on more pixels, within reason', () => {
    expect(bitrateFor(320, 180)).toBe(1_000_000);
    expect(bitrateFor(1920, 1080)).toBeGreaterThan(bitrateFor(1280, 720));
    expect(bitrateFor(7680, 4320)).toBe(10_000_000);
  });
});
