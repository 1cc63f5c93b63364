import type { Video } from '~/api/types';

/** What becomes of an upload, in this order: mostly, for a video may be watched before its last byte is there. */
export interface Step {
  name: 'upload' | 'check' | 'watch' | 'qualities' | 'pictures';
  state: 'done' | 'now' | 'later';
}

type Told = Pick<Video, 'state' | 'renditions' | 'width' | 'playback'>;

/** The first step that is not done goes on now; what a sound alone never has is left out. */
export function stepsOf({ state, renditions, width, playback }: Told, isSent: boolean): Step[] {
  const isWatchable = state === 'playable' || state === 'ready';
  const isReady = state === 'ready';
  const hasPicture = width != null;
  const done: [Step['name'], boolean][] = [
    ['upload', isSent],
    ['check', isWatchable || renditions.length > 0],
    ['watch', isWatchable],
    ['qualities', isReady],
  ];
  if (hasPicture) done.push(['pictures', playback.storyboard != null]);
  const now = done.findIndex(([, isDone]) => !isDone);
  return done.map(([name, isDone], index) => ({ name, state: isDone ? 'done' : index === now ? 'now' : 'later' }));
}
