/** Goes to a time, plays from there, and brings the picture into view. */
export function playFrom(video: HTMLVideoElement, seconds: number): void {
  video.currentTime = seconds;
  void video.play().catch(() => undefined);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  video.parentElement?.scrollIntoView({ block: 'nearest', behavior: still ? 'instant' : 'smooth' });
}
