export interface NowPlaying {
  title: string;
  artist: string;
  poster: string | undefined;
}

/** Lets headphones, lock screens and keyboards' media keys know and steer what plays. */
export function announce(video: HTMLVideoElement, now: NowPlaying, signal: AbortSignal): void {
  if (!('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  const seekBy = (seconds: number) => (video.currentTime += seconds);
  const actions: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void video.play()],
    ['pause', () => video.pause()],
    ['seekbackward', ({ seekOffset }) => seekBy(-(seekOffset ?? 10))],
    ['seekforward', ({ seekOffset }) => seekBy(seekOffset ?? 10)],
    ['seekto', ({ seekTime }) => seekTime !== undefined && (video.currentTime = seekTime)],
  ];
  video.addEventListener(
    'playing',
    () => {
      session.metadata = new MediaMetadata({
        title: now.title,
        artist: now.artist,
        artwork: now.poster ? [{ src: now.poster }] : [],
      });
      for (const [action, handler] of actions) session.setActionHandler(action, handler);
    },
    { signal, once: true },
  );
  signal.addEventListener('abort', () => {
    session.metadata = null;
    for (const [action] of actions) session.setActionHandler(action, null);
  });
}
