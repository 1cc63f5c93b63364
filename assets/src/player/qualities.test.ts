import { describe, expect, it } from 'vitest';
import { qualityItems, qualityLabel, qualityWithin } from './qualities';

const ladder = [
  { id: 0, width: 640, height: 360, bandwidth: 875_600 },
  { id: 1, width: 1920, height: 1080, bandwidth: 5_200_000, fps: 59.94 },
  { id: 2, width: 1280, height: 720, bandwidth: 2_900_000, fps: 24 },
];

describe('quality menu', () => {
  it('goes from best to least with Auto at the end', () => {
    expect(qualityItems(ladder, 'auto', 2).map(({ label }) => label)).toEqual([
      '1080p60',
      '720p',
      '360p',
      'Auto (720p)',
    ]);
  });

  it('checks what was asked for, not what happens to play', () => {
    const items = qualityItems(ladder, 1, 0);
    expect(items.filter(({ checked }) => checked).map(({ label }) => label)).toEqual(['1080p60']);
    expect(items.at(-1)?.label).toBe('Auto');
  });

  it('tells frame rates and bitrates', () => {
    expect(qualityItems(ladder, 'auto', undefined).map(({ note }) => note)).toEqual([
      '60 fps · 5.2 Mb/s',
      '24 fps · 2.9 Mb/s',
      '876 kb/s',
      '',
    ]);
  });

  it('offers only Auto when there is nothing to choose', () => {
    expect(qualityItems([], 'auto', undefined)).toMatchObject([{ choice: 'auto', label: 'Auto', checked: true }]);
  });

  it('names an upright picture by its width', () => {
    expect(qualityLabel({ width: 1080, height: 1920 })).toBe('1080p');
  });

  it('finds the best within what was chosen before, or else the least', () => {
    expect(qualityWithin(ladder, 1080)?.id).toBe(1);
    expect(qualityWithin(ladder, 800)?.id).toBe(2);
    expect(qualityWithin(ladder, 240)?.id).toBe(0);
    expect(qualityWithin([], 240)).toBeUndefined();
  });

  it('names high frame rates', () => {
    expect(qualityLabel({ width: 1280, height: 720, fps: 50 })).toBe('720p50');
    expect(qualityLabel({ width: 1280, height: 720, fps: 30 })).toBe('720p');
  });
});
