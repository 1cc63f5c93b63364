import { expect, it } from 'vitest';
import { withLike } from './likes';
import type { Video } from './types';

const video = (liked: boolean, likes: number) => ({ liked, stats: { views: 0, likes } }) as Video;

it('counts a like once, and never below none', () => {
  expect(withLike(video(false, 2), true)).toEqual(video(true, 3));
  expect(withLike(video(true, 3), true)).toEqual(video(true, 3));
  expect(withLike(video(true, 3), false)).toEqual(video(false, 2));
  expect(withLike(video(true, 0), false)).toEqual(video(false, 0));
});
