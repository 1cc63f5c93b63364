import { testids } from '~/testids';

/** Shows the player and plays on from there; what is not loaded yet is loaded as by a press on play. */
export function playFrom(video: HTMLVideoElement, seconds: number): void {
  const player = video.closest<HTMLElement>(`[data-testid="${testids.player}"]`);
  const go = () => {
    video.currentTime = seconds;
    void video.play().catch(() => undefined);
  };
  player?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  if (video.readyState > 0) return go();
  video.addEventListener('loadedmetadata', go, { once: true });
  player?.querySelector<HTMLElement>(`[data-testid="${testids.playerStart}"]`)?.click();
}
