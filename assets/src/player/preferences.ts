import { type CaptionStyle, parseCaptionStyle } from './caption-style';

/** What tells one sound of a video from another, in the next video as well. */
export interface Sound {
  language: string | null;
  channels: number | null;
}

/** What a viewer set once and finds again with the next video. */
export interface Preferences {
  volume: number;
  muted: boolean;
  rate: number;
  /** The height of the quality that was chosen; none for Auto. */
  height: number | null;
  /** The language of the captions that are on; none when they are off. */
  captions: string | null;
  captionStyle: CaptionStyle;
  /** The sound that was chosen; none while nobody has. */
  audio: Sound | null;
  /** Whether the next video starts by itself. */
  autoplay: boolean;
  theatre: boolean;
}

const KEY = 'playhouse.player';

function within<T>(value: unknown, low: number, high: number, otherwise: T): number | T {
  return typeof value === 'number' && value >= low && value <= high ? value : otherwise;
}

function parse(text: string | null): Partial<Record<keyof Preferences, unknown>> | null {
  try {
    return JSON.parse(text || '{}') as Partial<Record<keyof Preferences, unknown>> | null;
  } catch {
    return null;
  }
}

function parseSound(raw: unknown): Sound | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { language, channels } = raw as Partial<Record<keyof Sound, unknown>>;
  return { language: typeof language === 'string' ? language : null, channels: within(channels, 1, 64, null) };
}

/** What cannot be read is as if it had not been set. */
export function parsePreferences(text: string | null): Preferences {
  const raw = parse(text);
  return {
    volume: within(raw?.volume, 0, 1, 1),
    muted: raw?.muted === true,
    rate: within(raw?.rate, 0.25, 4, 1),
    height: within(raw?.height, 1, 20_000, null),
    captions: typeof raw?.captions === 'string' ? raw.captions : null,
    audio: parseSound(raw?.audio),
    captionStyle: parseCaptionStyle(raw?.captionStyle),
    autoplay: raw?.autoplay !== false,
    theatre: raw?.theatre === true,
  };
}

let current: Preferences | undefined;

export function preferences(): Preferences {
  if (current) return current;
  let text: string | null = null;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    // Without storage they last as long as the page.
  }
  current = parsePreferences(text);
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...preferences(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage they last as long as the page.
  }
}

/**
 * Sets volume and speed as they were left last time, and keeps them from then on. A video that was silenced so that it may
 * start says nothing about what its viewer wants.
 */
export function rememberPreferences(video: HTMLVideoElement, isHushed: () => boolean, signal: AbortSignal): void {
  const { volume, muted, rate } = preferences();
  video.volume = volume;
  video.muted = muted || isHushed();
  video.defaultPlaybackRate = rate;
  video.playbackRate = rate;
  const keepVolume = () => {
    if (!isHushed()) prefer({ volume: video.volume, muted: video.muted });
  };
  video.addEventListener('volumechange', keepVolume, { signal });
}
