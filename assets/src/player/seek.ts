import { scrollBehavior } from '~/lib/motion';
import { testids } from '~/testids';

/** Goes to a time, plays from there, and brings the picture into view. What is not loaded yet is loaded as by a press on play. */
export function playFrom(video: HTMLVideoElement, seconds: number): void {
  const player = video.closest(`[data-testid="${testids.player}"]`);
  player?.scrollIntoView({ block: 'nearest', behavior: scrollBehavior() });
  const go = () => {
    video.currentTime = seconds;
    void video.play().catch(() => undefined);
  };
  if (video.readyState > 0) return go();
  video.addEventListener('loadedmetadata', go, { once: true });
  player?.querySelector<HTMLElement>(`[data-testid="${testids.playerStart}"]`)?.click();
}
