export interface Preferences {
  volume: number;
  muted: boolean;
  rate: number;
}

const KEY = 'playhouse.player';
const usual: Preferences = { volume: 1, muted: false, rate: 1 };

function within(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && value >= low && value <= high ? value : otherwise;
}

export function parsePreferences(text: string | null): Preferences {
  try {
    const raw = JSON.parse(text ?? '{}') as Partial<Record<keyof Preferences, unknown>> | null;
    return {
      volume: within(raw?.volume, 0, 1, usual.volume),
      muted: raw?.muted === true,
      rate: within(raw?.rate, 0.25, 4, usual.rate),
    };
  } catch {
    return usual;
  }
}

/** Sets volume and speed as they were left last time, and keeps them from then on. */
export function rememberPreferences(video: HTMLVideoElement, signal: AbortSignal): void {
  const { volume, muted, rate } = parsePreferences(readStored());
  video.volume = volume;
  if (muted) video.muted = true;
  video.defaultPlaybackRate = rate;
  video.playbackRate = rate;
  const keep = () => {
    const now: Preferences = { volume: video.volume, muted: video.muted, rate: video.playbackRate };
    try {
      localStorage.setItem(KEY, JSON.stringify(now));
    } catch {
      // Without storage they last as long as the page.
    }
  };
  video.addEventListener('volumechange', keep, { signal });
  video.addEventListener('ratechange', keep, { signal });
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
