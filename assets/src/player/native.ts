import { m } from '~/words';
import type { Beginning, Engine, EngineEvents, EngineStats } from './engine';

/** The browser plays HLS by itself and decides on quality alone. */
export class NativeEngine implements Engine {
  private readonly video: HTMLVideoElement;
  private readonly listening = new AbortController();

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    const { signal } = this.listening;
    video.addEventListener('error', () => events.onFailure('network'), { signal });
    video.addEventListener('resize', () => events.onTracks(), { signal });
  }

  async load(source: string, { at }: Beginning): Promise<void> {
    const { signal } = this.listening;
    this.video.src = source;
    this.video.addEventListener('loadedmetadata', () => (this.video.currentTime = at), { once: true, signal });
  }

  qualities() {
    return [];
  }

  choice() {
    return { asked: 'auto' as const, playing: undefined };
  }

  setQuality(): void {
    // There is nothing to choose from.
  }

  audioTracks() {
    return [];
  }

  setAudioTrack(): void {
    // The browser chooses by its own settings.
  }

  stats(): EngineStats {
    return { engine: m.player_stats_browser(), bandwidth: undefined, codecs: undefined };
  }

  destroy(): void {
    this.listening.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }
}
