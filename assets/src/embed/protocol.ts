/**
 * What an embedded player and the page around it say to each other over `postMessage`. The page says hello; from then on
 * the frame listens to that page alone, and speaks to its origin alone.
 */
export const MARK = 'playhouse';
export const VERSION = 1;

export interface Quality {
  /** Lines of the picture, the short side. */
  height: number;
  label: string;
  bandwidth: number;
  isPlaying: boolean;
}

export interface CaptionTrack {
  language: string;
  label: string;
  isShown: boolean;
}

export interface State {
  id: string;
  title: string;
  paused: boolean;
  ended: boolean;
  currentTime: number;
  /** Seconds; none before the first is loaded. */
  duration: number | null;
  volume: number;
  muted: boolean;
  rate: number;
  /** The lines that were asked for. */
  quality: number | 'auto';
  /** The language of the captions that are on. */
  captions: string | null;
}

/** What a page may ask of the player, by name. */
export interface Calls {
  state(): State;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
  captions(): CaptionTrack[];
  setCaptions(language: string | null): void;
  qualities(): Quality[];
  setQuality(height: number | 'auto'): void;
  rates(): number[];
  setRate(rate: number): void;
  nextChapter(): void;
  previousChapter(): void;
  nextFrame(): void;
  previousFrame(): void;
  /** The picture that is shown, as a JPEG in a `data:` address. */
  grabFrame(): string;
}

export type CallName = keyof Calls;

/** What the player tells by itself. */
export interface Events {
  ready: State;
  play: State;
  pause: State;
  timeupdate: State;
  seeked: State;
  ended: State;
  volume: State;
  rate: State;
  quality: State;
  captions: State;
  error: { message: string };
}

export type EventName = keyof Events;

export interface Hello {
  [MARK]: typeof VERSION;
  hello: true;
}

/** Answers a hello, however long it takes until there is a player. */
export interface Heard {
  [MARK]: typeof VERSION;
  heard: true;
}

export interface Call {
  [MARK]: typeof VERSION;
  id: number;
  call: string;
  args: unknown[];
}

export type Answer =
  { [MARK]: typeof VERSION; id: number; value: unknown } | { [MARK]: typeof VERSION; id: number; error: string };

export interface Told {
  [MARK]: typeof VERSION;
  event: EventName;
  data: unknown;
}

function isOurs(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && (data as Record<string, unknown>)[MARK] === VERSION;
}

export const isHello = (data: unknown): data is Hello => isOurs(data) && data.hello === true;

export const isHeard = (data: unknown): data is Heard => isOurs(data) && data.heard === true;

export const isCall = (data: unknown): data is Call =>
  isOurs(data) && typeof data.id === 'number' && typeof data.call === 'string' && Array.isArray(data.args);

export const isAnswer = (data: unknown): data is Answer =>
  isOurs(data) && typeof data.id === 'number' && ('value' in data || 'error' in data);

export const isTold = (data: unknown): data is Told => isOurs(data) && typeof data.event === 'string';
