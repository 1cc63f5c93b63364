import { testids } from '~/testids';
import { m } from '~/words';
import { h, icon } from './dom';
import { bitrate, figure, seconds, share, speed } from './figures';
import { paths } from './icons';
import type { Player } from './player';
import { qualityLabel } from './qualities';

const EVERY_MS = 1000;

/** Seconds that are loaded from here on. */
export function loadedAhead({ buffered, currentTime }: Pick<HTMLVideoElement, 'buffered' | 'currentTime'>): number {
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.1 && currentTime <= buffered.end(index)) {
      return buffered.end(index) - currentTime;
    }
  }
  return 0;
}

/** A small panel of figures about the playback, for the curious and for reports. */
export class StatsPanel {
  readonly element: HTMLElement;
  private readonly list = h('dl', {});
  private readonly player: Player;
  private timer: number | undefined;

  constructor(player: Player) {
    this.player = player;
    const close = h('button', { type: 'button', class: 'ph-close', 'aria-label': m.player_close() }, icon(paths.close));
    close.addEventListener('click', () => {
      this.toggle();
      player.root.focus({ preventScroll: true });
    });
    this.element = h(
      'section',
      {
        class: 'ph-stats',
        hidden: true,
        noautohide: true,
        'aria-label': m.player_stats(),
        'data-testid': testids.stats,
      },
      this.list,
      close,
    );
    player.signal.addEventListener('abort', () => clearInterval(this.timer));
  }

  toggle(): void {
    this.element.hidden = !this.element.hidden;
    clearInterval(this.timer);
    if (this.element.hidden) return;
    this.draw();
    this.timer = window.setInterval(() => this.draw(), EVERY_MS);
  }

  private draw(): void {
    this.list.replaceChildren(...this.rows().flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }

  private rows(): [string, string][] {
    const { video, engine, options, root } = this.player;
    const { droppedVideoFrames, totalVideoFrames } = video.getVideoPlaybackQuality();
    const stats = engine?.stats();
    const choice = engine?.choice();
    const playing = engine?.qualities().find(({ id }) => id === choice?.playing);
    const unknown = m.player_stats_unknown();
    const volume = `${share(video.volume)}${video.muted ? ` (${m.player_muted()})` : ''}`;
    return [
      [m.player_stats_video(), options.id],
      [m.player_stats_screen(), `${root.clientWidth} × ${root.clientHeight} × ${figure(devicePixelRatio)}`],
      [m.player_stats_picture(), `${video.videoWidth} × ${video.videoHeight}`],
      [
        m.player_stats_quality(),
        playing
          ? `${qualityLabel(playing)}, ${bitrate(playing.bandwidth)}${choice?.asked === 'auto' ? `, ${m.player_auto()}` : ''}`
          : unknown,
      ],
      [
        m.player_stats_frames(),
        m.player_stats_dropped({ total: figure(totalVideoFrames), dropped: figure(droppedVideoFrames) }),
      ],
      [m.player_stats_codecs(), stats?.codecs ?? unknown],
      [m.player_stats_connection(), stats?.bandwidth ? bitrate(stats.bandwidth) : unknown],
      [m.player_stats_buffer(), seconds(loadedAhead(video))],
      [m.player_stats_sound(), `${volume}, ${speed(video.playbackRate)}`],
      [m.player_stats_engine(), stats?.engine ?? unknown],
    ];
  }
}
