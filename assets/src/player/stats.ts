import type { Engine } from './engine';
import { h } from './dom';

function ahead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.1 && currentTime <= buffered.end(index)) {
      return buffered.end(index) - currentTime;
    }
  }
  return 0;
}

/** A small panel of figures about the playback, for the curious and for reports. */
export class StatsPanel {
  readonly element = h('dl', { class: 'ph-stats', hidden: true });
  private readonly video: HTMLVideoElement;
  private readonly engine: () => Engine | undefined;
  private timer: number | undefined;

  constructor(video: HTMLVideoElement, engine: () => Engine | undefined) {
    this.video = video;
    this.engine = engine;
  }

  toggle(): void {
    this.element.hidden = !this.element.hidden;
    clearInterval(this.timer);
    if (this.element.hidden) return;
    this.draw();
    this.timer = window.setInterval(() => this.draw(), 1000);
  }

  destroy(): void {
    clearInterval(this.timer);
  }

  private draw(): void {
    const { droppedVideoFrames, totalVideoFrames } = this.video.getVideoPlaybackQuality();
    const stats = this.engine()?.stats();
    const rows: [string, string][] = [
      ['Picture', `${this.video.videoWidth} × ${this.video.videoHeight}`],
      ['Frames', `${totalVideoFrames}, ${droppedVideoFrames} dropped`],
      ['Buffer', `${ahead(this.video).toFixed(1)} s`],
      ['Connection', stats?.bandwidth ? `${(stats.bandwidth / 1_000_000).toFixed(1)} Mb/s` : 'unknown'],
      ['Codecs', stats?.codecs ?? 'unknown'],
      ['Engine', stats?.engine ?? 'none'],
    ];
    this.element.replaceChildren(...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }
}
