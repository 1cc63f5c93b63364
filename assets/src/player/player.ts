import './elements';
import './panels.css';
import './player.css';
import type { Chapter } from '~/api/types';
import { testids } from '~/testids';
import { reportWatching } from './beacon';
import { Captions } from './captions';
import { Chapters } from './chapters';
import { buildChrome, thumbnails } from './chrome';
import { type Engine, createEngine } from './engine';
import { bindGestures } from './gestures';
import { announce } from './media-session';
import { Menu } from './menu';
import { rememberPreferences } from './preferences';
import { qualityItems } from './qualities';
import { type Commands, bindShortcuts } from './shortcuts';
import { StatsPanel } from './stats';

export interface PlayerOptions {
  id: string;
  title: string;
  owner: string;
  source: string;
  poster: string | undefined;
  storyboard: string | undefined;
  startAt: number;
  autoplay: boolean;
  muted?: boolean;
  loop?: boolean;
  titleLink?: string;
  /** Asks for the stream's address anew, as signed ones expire. */
  renew: () => Promise<string | undefined>;
  onTheatre?: (on: boolean) => void;
}

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 4];
const FRAME = 1 / 30;
const RENEW_AGAIN_AFTER_MS = 30_000;

/** The player as one element that knows no framework; the app and the embed page both use it. */
export class Player {
  readonly root: HTMLElement;
  readonly video: HTMLVideoElement;
  private readonly options: PlayerOptions;
  private readonly chrome;
  private readonly listening = new AbortController();
  private readonly stats: StatsPanel;
  private readonly captions: Captions;
  private readonly chapters: Chapters;
  private readonly captionsMenu: Menu;
  private readonly quality: Menu;
  private readonly speed: Menu;
  private engine: Engine | undefined;
  private preparing: Promise<void> | undefined;
  private source: string;
  private renewedAt = 0;
  private theatre = false;

  constructor(options: PlayerOptions) {
    this.options = options;
    this.source = options.source;
    this.captionsMenu = this.buildCaptionsMenu();
    this.quality = this.buildQualityMenu();
    this.speed = this.buildSpeedMenu();
    this.chrome = buildChrome({
      title: options.title,
      poster: options.poster,
      storyboard: options.storyboard,
      titleLink: options.titleLink,
      theatre: options.onTheatre !== undefined,
      menus: [this.captionsMenu.element, this.speed.element, this.quality.element],
    });
    this.root = this.chrome.root;
    this.video = this.chrome.video;
    this.video.loop = options.loop ?? false;
    this.captions = new Captions(this.video, () => this.drawCaptions(), this.listening.signal);
    this.chapters = new Chapters(this.video, this.chrome.chapter, this.listening.signal);
    this.stats = new StatsPanel(this.video, () => this.engine);
    this.root.append(this.stats.element);
    this.bind();
    if (options.muted) this.video.muted = true;
    if (options.autoplay) void this.play();
  }

  /** Loads the engine and the first seconds, so that a press on play shows a picture at once. */
  prepare(): Promise<void> {
    this.preparing ??= this.startEngine();
    return this.preparing;
  }

  async play(): Promise<void> {
    delete this.root.dataset.fresh;
    try {
      await this.prepare();
      await this.video.play();
    } catch (error) {
      if (this.listening.signal.aborted) return;
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.root.dataset.fresh = '';
      else if (!this.engine) this.fail('The player could not be loaded. The connection may be down.');
    }
  }

  /** The storyboard of a video that was still being made when the player came. */
  showStoryboard(source: string): void {
    if (this.video.querySelector('track[label="thumbnails"]')) return;
    this.video.append(thumbnails(source));
  }

  /** Chapters may change while the video plays. */
  showChapters(chapters: readonly Chapter[]): void {
    this.chapters.show(chapters);
  }

  destroy(): void {
    this.listening.abort();
    this.stats.destroy();
    this.captionsMenu.destroy();
    this.quality.destroy();
    this.speed.destroy();
    this.engine?.destroy();
    this.root.remove();
  }

  private async startEngine(): Promise<void> {
    try {
      const engine = await createEngine(this.video, {
        onQualities: () => this.drawQuality(),
        onFailure: (sentence) => void this.recover(sentence),
      });
      if (this.listening.signal.aborted) {
        engine.destroy();
        return;
      }
      this.engine = engine;
      engine.load(this.source, this.options.startAt);
    } catch (error) {
      this.preparing = undefined;
      throw error;
    }
  }

  /** The first failure in a while is met with a fresh address and no word; the next one is told. */
  private async recover(sentence: string): Promise<void> {
    const again = Date.now() - this.renewedAt < RENEW_AGAIN_AFTER_MS;
    this.renewedAt = Date.now();
    if (again) this.fail(sentence);
    else await this.reload(sentence);
  }

  private async reload(sentence: string): Promise<void> {
    const wanted = !this.video.paused;
    const at = this.video.currentTime || this.options.startAt;
    try {
      this.source = (await this.options.renew()) ?? this.source;
    } catch {
      this.fail(sentence);
      return;
    }
    if (this.listening.signal.aborted) return;
    this.engine?.load(this.source, at);
    if (wanted) await this.play();
  }

  private fail(sentence: string): void {
    this.video.pause();
    this.chrome.error.text.textContent = sentence;
    this.chrome.error.card.hidden = false;
  }

  private bind(): void {
    const { signal } = this.listening;
    const { start, theatre, error } = this.chrome;
    const commands = this.commands();
    rememberPreferences(this.video, signal);
    reportWatching(this.options.id, this.video, signal);
    announce(
      this.video,
      { title: this.options.title, artist: this.options.owner, poster: this.options.poster },
      signal,
    );
    bindShortcuts(this.root, commands, signal);
    const onPicture = (target: EventTarget | null) =>
      target === this.root || target === this.video || target === this.chrome.poster;
    bindGestures(this.root, onPicture, commands, signal);
    start.addEventListener('click', () => void this.play(), { signal });
    start.addEventListener('pointerenter', () => void this.prepare().catch(() => undefined), { signal });
    theatre?.addEventListener('click', commands.toggleTheatre, { signal });
    error.retry.addEventListener(
      'click',
      () => {
        error.card.hidden = true;
        if (this.engine) void this.reload('The video still cannot be loaded.').then(() => this.play());
        else void this.play();
      },
      { signal },
    );
    this.video.addEventListener('play', () => delete this.root.dataset.fresh, { signal });
    this.video.addEventListener('ratechange', () => this.drawSpeed(), { signal });
    const firstFrame = () => {
      this.chrome.poster.hidden = true;
      error.card.hidden = true;
    };
    this.video.addEventListener('playing', firstFrame, { signal });
    this.drawCaptions();
    this.drawSpeed();
    this.drawQuality();
  }

  private commands(): Commands {
    const { video } = this;
    const request = (name: string) => this.root.querySelector<HTMLElement>(name)?.click();
    const seek = (to: number) => {
      const end = Number.isFinite(video.duration) ? video.duration : Number.MAX_VALUE;
      video.currentTime = Math.min(Math.max(0, to), end);
    };
    return {
      togglePlay: () => (video.paused ? void this.play() : video.pause()),
      toggleMute: () => (video.muted = !video.muted),
      toggleFullscreen: () => request('media-fullscreen-button'),
      togglePictureInPicture: () => request('media-pip-button'),
      toggleCaptions: () => this.captions.toggle(),
      toggleTheatre: () => this.setTheatre(!this.theatre),
      toggleStats: () => this.stats.toggle(),
      seekBy: (seconds) => seek(video.currentTime + seconds),
      seekToPart: (part) => Number.isFinite(video.duration) && seek(video.duration * part),
      seekToChapter: (direction) => {
        const to = this.chapters.from(video.currentTime, direction);
        if (to !== undefined) seek(to);
      },
      stepFrames: (frames) => {
        video.pause();
        seek(video.currentTime + frames * FRAME);
      },
      changeVolume: (by) => {
        video.muted = false;
        video.volume = Math.min(1, Math.max(0, video.volume + by));
      },
      changeSpeed: (direction) => {
        const faster = SPEEDS.filter((rate) => (rate - video.playbackRate) * direction > 0);
        const next = direction > 0 ? faster[0] : faster.at(-1);
        if (next !== undefined) video.playbackRate = next;
      },
    };
  }

  private setTheatre(on: boolean): void {
    if (!this.options.onTheatre) return;
    this.theatre = on;
    this.chrome.theatre?.setAttribute('aria-pressed', String(on));
    this.options.onTheatre(on);
  }

  private onMenu = (open: boolean) => this.root.setAttribute('autohide', open ? '-1' : '3');

  private buildCaptionsMenu(): Menu {
    return new Menu({
      name: 'Captions',
      testids: { button: testids.captionsButton, menu: testids.captionsMenu, option: testids.captionsOption },
      items: () => this.captions.items(),
      onPick: (value) => this.captions.choose(value),
      onToggle: this.onMenu,
    });
  }

  private buildQualityMenu(): Menu {
    return new Menu({
      name: 'Quality',
      testids: { button: testids.qualityButton, menu: testids.qualityMenu, option: testids.qualityOption },
      items: () => this.qualityItems().map(({ choice, ...item }) => ({ ...item, value: String(choice) })),
      onPick: (value) => this.engine?.setQuality(value === 'auto' ? 'auto' : Number(value)),
      onToggle: this.onMenu,
    });
  }

  private buildSpeedMenu(): Menu {
    return new Menu({
      name: 'Speed',
      testids: { button: testids.speedButton, menu: testids.speedMenu, option: testids.speedOption },
      items: () =>
        SPEEDS.map((rate) => ({
          value: String(rate),
          label: rate === 1 ? 'Normal' : `${rate}×`,
          checked: rate === this.video.playbackRate,
        })),
      onPick: (value) => (this.video.playbackRate = Number(value)),
      onToggle: this.onMenu,
    });
  }

  private qualityItems() {
    const choice = this.engine?.choice();
    return qualityItems(this.engine?.qualities() ?? [], choice?.asked ?? 'auto', choice?.playing);
  }

  private drawCaptions(): void {
    const items = this.captions.items();
    this.captionsMenu.element.hidden = items.length === 0;
    const shown = items.find(({ checked }) => checked)?.label;
    this.captionsMenu.show(shown && shown !== 'Off' ? shown : 'CC');
    this.captionsMenu.refresh();
  }

  private drawQuality(): void {
    const items = this.qualityItems();
    this.quality.element.hidden = items.length < 2;
    this.quality.show(items.find(({ checked }) => checked)?.label ?? 'Auto');
    this.quality.refresh();
  }

  private drawSpeed(): void {
    this.speed.show(`${this.video.playbackRate}×`);
    this.speed.refresh();
  }
}
