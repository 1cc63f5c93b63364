import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { likeKey } from './likes';
import { takeNews, withEvent } from './live-video';
import { videoQuery } from './queries';
import type { Video } from './types';

const rendition = (name: string, progress: number) => ({ name, progress, bandwidth: 1, codecs: 'avc1' });
const video = {
  id: 'v',
  state: 'playable',
  progress: 0.1,
  renditions: [rendition('480p', 0.2), rendition('240p', 0)],
} as unknown as Video;

test('progress fills in what it tells and leaves the rest', () => {
  const of480 = { name: '480p', progress: 0.5, eta: 4 };
  const of240 = { name: '240p', progress: 0.25, eta: null };
  const changed = withEvent(video, { type: 'video.progress', progress: 0.375, eta: null, renditions: [of480, of240] });
  expect(changed).toMatchObject({ id: 'v', progress: 0.375, renditions: [{ ...of480, bandwidth: 1 }, of240] });
  expect(withEvent(video, { type: 'video.progress', progress: 0.4, eta: 3 })?.renditions).toBe(video.renditions);
});

test('whatever needs more than the event is asked for', () => {
  expect(withEvent(video, { type: 'video.state', state: 'playable' })).toBe(video);
  expect(withEvent(video, { type: 'video.state', state: 'ready' })).toBeUndefined();
  expect(withEvent(video, { type: 'video.deleted' })).toBeUndefined();
  const fewer = [{ name: '480p', progress: 1, eta: 0 }];
  expect(withEvent(video, { type: 'video.progress', progress: 1, eta: 0, renditions: fewer })).toBeUndefined();
});

test('a number of likes waits for the answer to the own press', async () => {
  const queries = new QueryClient();
  const { queryKey } = videoQuery('v');
  const likes = () => queries.getQueryData(queryKey)?.stats.likes;
  queries.setQueryData(queryKey, { ...video, stats: { likes: 1 } } as Video);
  let answer: () => void = () => undefined;
  const mutationFn = () => new Promise<void>((resolve) => (answer = resolve));
  const press = queries.getMutationCache().build(queries, { mutationKey: likeKey('v'), mutationFn });
  const pressed = press.execute(undefined);
  takeNews(queries, 'v', { type: 'video.likes', likes: 0 });
  expect(likes()).toBe(1);
  await Promise.resolve();
  answer();
  await pressed;
  takeNews(queries, 'v', { type: 'video.likes', likes: 5 });
  expect(likes()).toBe(5);
});
