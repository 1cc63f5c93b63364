import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Video } from '~/api/types';
import { csvField, videosCsv } from './csv';

beforeAll(() => void vi.stubGlobal('location', { origin: 'https://video.example' }));

describe('figures as CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['@home', "'@home"],
    [-3, '-3'],
    [0, '0'],
    [null, ''],
    [undefined, ''],
  ])('writes %j as %s', (value, field) => expect(csvField(value)).toBe(field));

  it('has a line for each video, below the names', () => {
    const video = {
      id: 'x',
      title: 'A, b',
      visibility: 'public',
      state: 'ready',
      created_at: '2026-11-21T00:00:00Z',
      published_at: null,
      duration: 12.5,
      stats: { views: 3, likes: 1, comments: 2 },
      tags: ['one', 'two'],
    } as unknown as Video;
    const [names, first, ...rest] = videosCsv([video]).split('\r\n');
    expect(names).toMatch(/^id,title,url,/);
    expect(first).toBe(
      'x,"A, b",https://video.example/watch/x,public,ready,2026-11-21T00:00:00Z,,12.5,3,1,2,,,,,"one, two"',
    );
    expect(rest).toEqual(['']);
  });
});
