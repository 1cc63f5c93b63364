import type { Player } from './player';

/**
 * Lets headphones, lock screens and keyboards' media keys know and steer what plays. Answers how to tell them that another
 * video comes before or after it.
 */
export function announce(player: Player): () => void {
  if (!('mediaSession' in navigator)) return () => undefined;
  const session = navigator.mediaSession;
  const { video, signal, options, commands } = player;
  const seekBy = (seconds: number) => (video.currentTime += seconds);
  const actions: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void video.play()],
    ['pause', () => video.pause()],
    ['seekbackward', ({ seekOffset }) => seekBy(-(seekOffset ?? 10))],
    ['seekforward', ({ seekOffset }) => seekBy(seekOffset ?? 10)],
    ['seekto', ({ seekTime }) => seekTime !== undefined && (video.currentTime = seekTime)],
  ];
  let announced = false;

  const offerNeighbours = () => {
    if (!announced || signal.aborted) return;
    const { next, previous } = player.surroundings;
    session.setActionHandler('nexttrack', next ? () => commands.moveOn(1) : null);
    session.setActionHandler('previoustrack', previous ? () => commands.moveOn(-1) : null);
  };
  const tellPosition = () => {
    const { duration, playbackRate, currentTime } = video;
    if (!announced || !Number.isFinite(duration) || currentTime > duration) return;
    session.setPositionState({ duration, playbackRate, position: currentTime });
  };
  const begin = () => {
    announced = true;
    session.metadata = new MediaMetadata({
      title: options.title,
      artist: options.owner,
      artwork: options.poster ? [{ src: options.poster }] : [],
    });
    for (const [action, handler] of actions) session.setActionHandler(action, handler);
    offerNeighbours();
    tellPosition();
  };

  video.addEventListener('playing', begin, { signal, once: true });
  if (!video.paused) begin();
  for (const name of ['seeked', 'ratechange', 'durationchange', 'playing']) {
    video.addEventListener(name, tellPosition, { signal });
  }
  signal.addEventListener('abort', () => {
    if (!announced) return;
    session.metadata = null;
    for (const [action] of actions) session.setActionHandler(action, null);
    session.setActionHandler('nexttrack', null);
    session.setActionHandler('previoustrack', null);
  });
  return offerNeighbours;
}
