import type { Sound } from './preferences';
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
  onTracks: () => void;
  /** Playback cannot go on by itself. */
  onFailure: (reason: 'network' | 'media') => void;
}

export interface AudioTrack {
  id: number;
  label: string;
  sound: Sound;
  isPlaying: boolean;
}

/** Where and how playback begins. */
export interface Beginning {
  at: number;
  /** The height of picture that the viewer chose earlier; none for Auto. */
  height: number | null;
  /** The sound, likewise. */
  audio: Sound | null;
}

/** What fetches and feeds a stream into a `<video>`. The player knows only this. */
export interface Engine {
  /** Done when the video may be told to play. */
  load(source: string, beginning: Beginning): Promise<void>;
  qualities(): Quality[];
  /** What was asked for, and the quality that plays now. */
  choice(): { asked: QualityChoice; playing: number | undefined };
  setQuality(choice: QualityChoice): void;
  audioTracks(): AudioTrack[];
  setAudioTrack(id: number): void;
  stats(): EngineStats;
  destroy(): void;
}

/** Addresses of one video in the ways it can be carried. */
export interface Sources {
  hls: string | undefined;
  dash: string | undefined;
}

export type EngineName = 'hls' | 'shaka' | 'native';

function hasMediaSource(): boolean {
  return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
}

/**
 * hls.js wherever the browser lets scripts feed it, and the browser's own HLS where it does not. DASH only where there is
 * no HLS, or where it was asked for.
 */
export function engineFor(sources: Sources, wantsDash: boolean, canFeed = hasMediaSource()): EngineName {
  if (!canFeed) return 'native';
  return sources.dash && (wantsDash || !sources.hls) ? 'shaka' : 'hls';
}

export function sourceFor(name: EngineName, { hls, dash }: Sources): string | undefined {
  return name === 'shaka' ? dash : hls;
}

export async function createEngine(name: EngineName, video: HTMLVideoElement, events: EngineEvents): Promise<Engine> {
  if (name === 'hls') {
    const { HlsEngine } = await import('./hls');
    return new HlsEngine(video, events);
  }
  if (name === 'shaka') {
    const { ShakaEngine } = await import('./shaka');
    return new ShakaEngine(video, events);
  }
  const { NativeEngine } = await import('./native');
  return new NativeEngine(video, events);
}
