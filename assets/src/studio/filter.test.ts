import { describe, expect, it } from 'vitest';
import type { Video } from '~/api/types';
import { wantedVideos } from './filter';
import { needsAll, readSearch } from './search';

const video = (id: string, part: Partial<Video> = {}) =>
  ({
    id,
    title: id,
    description: '',
    tags: [],
    state: 'ready',
    visibility: 'public',
    created_at: `2026-11-0${id.length}T00:00:00Z`,
    duration: 1,
    stats: { views: 0, likes: 0, comments: 0 },
    ...part,
  }) as unknown as Video;

const ids = (videos: Video[]) => videos.map(({ id }) => id);

describe('the list of the studio', () => {
  it('reads what stands in the address, and nothing that means nothing', () => {
    expect(readSearch({ q: 'a', state: 'ready', visibility: 'secret', sort: 'views', x: 1 })).toEqual({
      q: 'a',
      state: 'ready',
      sort: 'views',
    });
    expect(readSearch({ q: '', sort: 'newest' })).toEqual({});
    expect(readSearch({ q: 2026 })).toEqual({ q: '2026' });
  });

  it('needs all videos as soon as it is narrowed or sorted', () => {
    expect(needsAll({})).toBe(false);
    expect(needsAll({ q: 'a' })).toBe(true);
    expect(needsAll({ sort: 'title' })).toBe(true);
  });

  it('is narrowed by every word, wherever it stands and however it is written', () => {
    const videos = [
      video('Crème brûlée', { tags: ['kitchen'] }),
      video('Other', { description: 'A creme' }),
      video('Nothing'),
    ];
    expect(ids(wantedVideos(videos, { q: 'CREME' }))).toEqual(['Crème brûlée', 'Other']);
    expect(ids(wantedVideos(videos, { q: 'kitchen crème' }))).toEqual(['Crème brûlée']);
  });

  it('is narrowed by state and visibility', () => {
    const videos = [video('a', { state: 'failed' }), video('bb', { visibility: 'private' })];
    expect(ids(wantedVideos(videos, { state: 'failed' }))).toEqual(['a']);
    expect(ids(wantedVideos(videos, { visibility: 'private' }))).toEqual(['bb']);
    expect(ids(wantedVideos(videos, { visibility: 'private', state: 'failed' }))).toEqual([]);
  });

  it('is sorted', () => {
    const videos = [
      video('a', { stats: { views: 2, likes: 0, comments: 0 }, duration: null }),
      video('b10', { stats: { views: 1, likes: 5, comments: 3 }, duration: 9 }),
      video('b9'),
    ];
    expect(ids(wantedVideos(videos, {}))).toEqual(['b10', 'b9', 'a']);
    expect(ids(wantedVideos(videos, { sort: 'oldest' }))).toEqual(['a', 'b9', 'b10']);
    expect(ids(wantedVideos(videos, { sort: 'views' }))).toEqual(['a', 'b10', 'b9']);
    expect(ids(wantedVideos(videos, { sort: 'likes' }))[0]).toBe('b10');
    expect(ids(wantedVideos(videos, { sort: 'comments' }))[0]).toBe('b10');
    expect(ids(wantedVideos(videos, { sort: 'title' }))).toEqual(['a', 'b9', 'b10']);
    expect(ids(wantedVideos(videos, { sort: 'longest' }))).toEqual(['b10', 'b9', 'a']);
  });
});
