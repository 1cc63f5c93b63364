import './layers.css';
import './panels.css';
import './player.css';
import type { Chapter } from '~/api/types';
import { m } from '~/words';
import { reportWatching } from './beacon';
import { Captions } from './captions';
import { Chapters } from './chapters';
import { type Chrome, buildChrome, thumbnails } from './chrome';
import { commandsOf } from './commands';
import { type Engine, type Sources, createEngine, engineFor, sourceFor } from './engine';
import type { Extras } from './extras';
import { Menus } from './menus';
import { prefer, preferences, rememberPreferences } from './preferences';
import { Recovery } from './recovery';
import { keepPlace } from './resume';
import { bindShortcuts } from './shortcuts';

export interface PlayerOptions {
  id: string;
  title: string;
  owner: string;
  sources: Sources;
  poster: string | undefined;
  storyboard: string | undefined;
  startAt: number;
  /** Whether it starts where this viewer was the last time. */
  resumes?: boolean;
  autoplay: boolean;
  muted?: boolean;
  loop?: boolean;
  controls?: boolean;
  titleLink?: string;
  wantsDash?: boolean;
  /** Asks for the addresses anew, as signed ones expire. */
  renew: () => Promise<Sources | undefined>;
  /** Keeps where the viewer is; `isLeaving` when there is no later. */
  onPlace?: (position: number, isLeaving: boolean) => void;
}

/** A video that comes after this one or before it. */
export interface Neighbour {
  title: string;
  owner: string;
  poster: string | undefined;
  go: () => void;
}

/** What the page around the player offers it; a page that is left offers nothing any more. */
export interface Surroundings {
  onTheatre?: (on: boolean) => void;
  onMini?: () => void;
  next?: Neighbour;
  previous?: Neighbour;
  /** Whether the player came along to another page. */
  isElsewhere?: boolean;
}

/** The player as one element that knows no framework; the app and the embed page both use it. */
export class Player {
  readonly root: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly options: PlayerOptions;
  readonly chrome: Chrome;
  readonly captions: Captions;
  readonly chapters: Chapters;
  readonly commands = commandsOf(this);
  readonly signal: AbortSignal;
  surroundings: Surroundings = {};
  engine: Engine | undefined;
  extras: Extras | undefined;
  private readonly menus: Menus;
  private readonly listening = new AbortController();
  private preparing: Promise<void> | undefined;
  private readonly recovery: Recovery;
  private sources: Sources;
  private theatre = false;

  constructor(options: PlayerOptions) {
    this.options = options;
    this.sources = options.sources;
    this.signal = this.listening.signal;
    this.menus = new Menus({
      video: () => this.video,
      engine: () => this.engine,
      captions: () => this.captions,
      onToggle: (open) => this.keepControls(open),
    });
    this.chrome = buildChrome({
      title: options.title,
      poster: options.poster,
      storyboard: options.storyboard,
      titleLink: options.titleLink,
      theatre: options.titleLink === undefined,
      controls: options.controls !== false,
      menus: this.menus.elements,
    });
    this.root = this.chrome.root;
    this.video = this.chrome.video;
    this.video.loop = options.loop ?? false;
    this.captions = new Captions(this.root, this.video, () => this.menus.drawCaptions(), this.signal);
    this.chapters = new Chapters(this.video, this.chrome.chapter, this.signal);
    this.recovery = new Recovery(this, async (at, sources) => {
      this.sources = sources ?? this.sources;
      await this.load(at);
    });
    if (options.muted) this.root.dataset.hushed = '';
    this.bind();
    if (options.autoplay) void this.play(true);
  }

  /** Loads the engine and the first seconds, so that a press on play shows a picture at once. */
  prepare(): Promise<void> {
    this.preparing ??= this.startEngine();
    return this.preparing;
  }

  /** Where a browser lets nothing start with sound by itself, what starts by itself starts without. */
  async play(isAutomatic = false): Promise<void> {
    delete this.root.dataset.fresh;
    try {
      await this.prepare();
      await this.video.play();
    } catch (error) {
      if (this.signal.aborted) return;
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      if (isRefused && isAutomatic && !this.video.muted) {
        this.root.dataset.hushed = '';
        this.video.muted = true;
        await this.play();
      } else if (isRefused) this.root.dataset.fresh = '';
      else if (!this.engine) this.recovery.fail(m.player_failed_player());
    }
  }

  /** The storyboard of a video that was still being made when the player came. */
  showStoryboard(source: string): void {
    if (this.video.querySelector('track[label="thumbnails"]')) return;
    this.video.append(thumbnails(source));
  }

  /** Goes to a place, or begins there once there is something to play. */
  startFrom(seconds: number): void {
    const { video, signal } = this;
    this.options.startAt = seconds;
    const go = () => (video.currentTime = seconds);
    if (video.readyState > 0) go();
    else if (this.preparing) video.addEventListener('loadedmetadata', go, { once: true, signal });
  }

  /** Chapters may change while the video plays. */
  showChapters(chapters: readonly Chapter[]): void {
    this.chapters.show(chapters);
  }

  /** Stands in a page, or in none. */
  standIn(surroundings: Surroundings): void {
    this.surroundings = surroundings;
    const { next, onTheatre } = surroundings;
    this.chrome.next.hidden = !next;
    if (next) this.chrome.next.title = `${m.player_next()}: ${next.title}`;
    if (this.chrome.theatre) this.chrome.theatre.hidden = !onTheatre;
    this.setTheatre(onTheatre !== undefined && preferences().theatre);
    this.extras?.onSurroundings();
  }

  toggleTheatre(): void {
    if (!this.surroundings.onTheatre) return;
    this.setTheatre(!this.theatre);
    prefer({ theatre: this.theatre });
  }

  setQuality(choice: string): void {
    this.menus.chooseQuality(choice);
  }

  /** The controls stay for as long as something is open. */
  keepControls(open: boolean): void {
    this.root.setAttribute('autohide', open ? '-1' : '3');
  }

  destroy(): void {
    this.listening.abort();
    this.menus.destroy();
    this.engine?.destroy();
    this.root.remove();
  }

  private setTheatre(on: boolean): void {
    this.theatre = on;
    this.chrome.theatre?.setAttribute('aria-pressed', String(on));
    this.surroundings.onTheatre?.(on);
  }

  private async startEngine(): Promise<void> {
    const name = engineFor(this.sources, this.options.wantsDash ?? false);
    void this.furnish();
    try {
      const events = {
        onTracks: () => this.menus.drawTracks(),
        onFailure: (reason: 'network' | 'media') => void this.recovery.meet(reason),
      };
      // The controls come to life with the engine: before a press nobody needs them.
      const [engine] = await Promise.all([createEngine(name, this.video, events), import('./elements')]);
      if (this.signal.aborted) {
        engine.destroy();
        return;
      }
      this.engine = engine;
      await this.load(this.options.startAt);
    } catch (error) {
      this.preparing = undefined;
      throw error;
    }
  }

  private async load(at: number): Promise<void> {
    const { height, audio } = preferences();
    const source = sourceFor(engineFor(this.sources, this.options.wantsDash ?? false), this.sources);
    if (source) await this.engine?.load(source, { at, height, audio });
  }

  /** What nobody misses before something plays comes after it is on its way. */
  private async furnish(): Promise<void> {
    try {
      const { Extras } = await import('./extras');
      if (!this.signal.aborted && !this.extras) this.extras = new Extras(this);
    } catch {
      // It plays without.
    }
  }

  private bind(): void {
    const { signal, commands, video, root } = this;
    const { start, theatre, next, unmute, poster } = this.chrome;
    const isHushed = () => root.dataset.hushed !== undefined;
    rememberPreferences(video, isHushed, signal);
    reportWatching(this.options.id, video, signal);
    const { onPlace } = this.options;
    if (onPlace) keepPlace(video, onPlace, signal);
    bindShortcuts(root, commands, () => this.surroundings.isElsewhere === true, signal);
    const onClick = (element: HTMLElement | undefined, listener: () => void) =>
      element?.addEventListener('click', listener, { signal });
    onClick(start, () => {
      // The button is gone after this; the keys go on to the player.
      root.focus({ preventScroll: true });
      void this.play();
    });
    start.addEventListener('pointerenter', () => void this.prepare().catch(() => undefined), { signal });
    onClick(theatre, commands.toggleTheatre);
    onClick(next, () => commands.moveOn(1));
    onClick(unmute, () => {
      video.muted = false;
      if (video.volume === 0) video.volume = 1;
    });
    const on = (name: string, listener: () => void) => video.addEventListener(name, listener, { signal });
    on('volumechange', () => {
      if (!video.muted) delete root.dataset.hushed;
    });
    on('play', () => delete root.dataset.fresh);
    on('ratechange', () => this.menus.drawSpeed());
    on('playing', () => {
      // The poster stays until there is a picture in its place; what has no picture keeps it.
      if (poster.hidden) return;
      if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => (poster.hidden = true));
      else poster.hidden = true;
    });
    this.menus.drawCaptions();
    this.menus.drawSpeed();
    this.menus.drawTracks();
  }
}
