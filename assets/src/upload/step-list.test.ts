import { expect, it } from 'vitest';
import type { Video } from '~/api/types';
import { stepsOf } from './step-list';

const video = (part: Partial<Video>) =>
  ({ state: 'uploading', renditions: [], width: null, playback: {}, ...part }) as unknown as Video;
const shown = (part: Partial<Video>, isSent = true) =>
  stepsOf(video(part), isSent)
    .map(({ name, state }) => `${name}:${state}`)
    .join(' ');
const rendition = { name: '480p', bandwidth: 1, codecs: '', progress: 0.5 };

it('shows what is done, what goes on and what comes', () => {
  expect(shown({}, false)).toBe('upload:now check:later watch:later qualities:later');
  expect(shown({ state: 'processing' })).toBe('upload:done check:now watch:later qualities:later');
  expect(shown({ state: 'playable', width: 640, renditions: [rendition] })).toBe(
    'upload:done check:done watch:done qualities:now pictures:later',
  );
  expect(shown({ state: 'ready', width: 640, playback: { storyboard: 'x' } as Video['playback'] })).toBe(
    'upload:done check:done watch:done qualities:done pictures:done',
  );
});

it('knows that a video may be watched before it is all there', () => {
  expect(shown({ state: 'playable', renditions: [rendition] }, false)).toBe(
    'upload:now check:done watch:done qualities:later',
  );
});
