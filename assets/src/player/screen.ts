type Governed = Document & { featurePolicy?: { allowsFeature: (name: string) => boolean } };

/** A page around the player may keep this from it; who asks all the same is told off on the console. */
function mayKeepAwake(): boolean {
  return 'wakeLock' in navigator && (document as Governed).featurePolicy?.allowsFeature('screen-wake-lock') !== false;
}

/** Keeps the screen on while something plays and is seen. */
export function keepAwake(video: HTMLVideoElement, signal: AbortSignal): void {
  if (!mayKeepAwake()) return;
  let lock: WakeLockSentinel | undefined;
  let asking = false;
  const wanted = () => !signal.aborted && !video.paused && !video.ended && document.visibilityState === 'visible';
  const follow = async () => {
    if (asking) return;
    asking = true;
    try {
      if (wanted() && (!lock || lock.released)) lock = await navigator.wakeLock.request('screen');
      if (!wanted()) await lock?.release();
    } catch {
      // The system saves power; the screen does as it is set.
    }
    asking = false;
  };
  for (const name of ['playing', 'pause', 'ended']) video.addEventListener(name, () => void follow(), { signal });
  document.addEventListener('visibilitychange', () => void follow(), { signal });
  signal.addEventListener('abort', () => void lock?.release().catch(() => undefined), { once: true });
  void follow();
}

type Lockable = ScreenOrientation & { lock?: (orientation: 'landscape' | 'portrait') => Promise<void> };

/** On full screen a phone turns the way the picture lies. */
export function turnWithScreen(root: HTMLElement, video: HTMLVideoElement, signal: AbortSignal): void {
  const orientation = screen.orientation as Lockable | undefined;
  if (!orientation?.lock) return;
  document.addEventListener(
    'fullscreenchange',
    () => {
      const isFull = document.fullscreenElement !== null && root.matches(':fullscreen, :fullscreen *');
      if (!isFull) return orientation.unlock();
      const way = video.videoHeight > video.videoWidth ? 'portrait' : 'landscape';
      // Desktops and some phones refuse; the picture is as wide as the screen either way.
      orientation.lock?.(way).catch(() => undefined);
    },
    { signal },
  );
}
