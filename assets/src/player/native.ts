import type { Engine, EngineEvents, EngineStats } from './engine';

/** The browser plays HLS by itself and decides on quality alone. */
export class NativeEngine implements Engine {
  private readonly video: HTMLVideoElement;
  private readonly listening = new AbortController();

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    const { signal } = this.listening;
    video.addEventListener('error', () => events.onFailure('The video cannot be loaded.'), { signal });
    video.addEventListener('resize', () => events.onQualities(), { signal });
  }

  load(source: string, startAt: number): void {
    const { signal } = this.listening;
    this.video.src = source;
    this.video.addEventListener('loadedmetadata', () => (this.video.currentTime = startAt), { once: true, signal });
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

  stats(): EngineStats {
    return { engine: 'browser', bandwidth: undefined, codecs: undefined };
  }

  destroy(): void {
    this.listening.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }
}
