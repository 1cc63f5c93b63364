/** What of a video element this looks at. */
type Element = Pick<HTMLVideoElement, 'paused' | 'ended' | 'readyState' | 'currentTime' | 'buffered'>;

const LOOK_MS = 1000;
/** Looks at the same picture after which it counts as stuck. */
const PATIENCE = 3;
/** A seek by so little shows the same frame or the next. */
const NUDGE = 0.05;

/** Whether what comes next is loaded. */
function isLoaded({ buffered, currentTime }: Element): boolean {
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime && currentTime + 10 * NUDGE <= buffered.end(index)) return true;
  }
  return false;
}

/** One look; answers for how many looks the element has waited for what is there. */
export function lookAtStall(video: Element, before: { at: number; looks: number }): { at: number; looks: number } {
  const at = video.currentTime;
  const waits = !video.paused && !video.ended && video.readyState < HAVE_FUTURE_DATA && isLoaded(video);
  if (!waits || at !== before.at) return { at, looks: 0 };
  if (before.looks + 1 < PATIENCE) return { at, looks: before.looks + 1 };
  video.currentTime = at + NUDGE;
  return { at: video.currentTime, looks: 0 };
}

const HAVE_FUTURE_DATA = 3;

/** Browsers may go on waiting when buffers were changed under them, with everything loaded: a seek on the spot ends it. */
export function watchStalls(video: Element): () => void {
  let state = { at: video.currentTime, looks: 0 };
  const timer = setInterval(() => {
    state = lookAtStall(video, state);
  }, LOOK_MS);
  return () => clearInterval(timer);
}
