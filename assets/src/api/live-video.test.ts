import { expect, test } from 'vitest';
import { withEvent } from './live-video';
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
