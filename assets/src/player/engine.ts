import type { Quality, QualityChoice } from './qualities';

export interface EngineStats {
  /** What the stream is carried by, in a word. */
  engine: string;
  /** Estimated bits per second of the connection. */
  bandwidth: number | undefined;
  codecs: string | undefined;
}

export interface EngineEvents {
  /** The list, the choice, or what is being played has changed. */
  onQualities: () => void;
  /** Playback cannot go on by itself. */
  onFailure: (sentence: string) => void;
}

/** What fetches and feeds a stream into a `<video>`. The player knows only this. */
export interface Engine {
  load(source: string, startAt: number): void;
  qualities(): Quality[];
  /** What was asked for, and the quality that plays now. */
  choice(): { asked: QualityChoice; playing: number | undefined };
  setQuality(choice: QualityChoice): void;
  stats(): EngineStats;
  destroy(): void;
}

function hasMediaSource(): boolean {
  return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
}

/** hls.js wherever the browser lets scripts feed it; the browser's own HLS only where it does not. */
export async function createEngine(video: HTMLVideoElement, events: EngineEvents): Promise<Engine> {
  if (hasMediaSource()) {
    const { HlsEngine } = await import('./hls');
    return new HlsEngine(video, events);
  }
  const { NativeEngine } = await import('./native');
  return new NativeEngine(video, events);
}
