import { scrollBehavior } from '~/lib/motion';
import './mini.css';
import { testids } from '~/testids';
import { m } from '~/words';
import { h, icon } from './dom';
import { paths } from './icons';
import type { Player, Surroundings } from './player';

/** The picture counts as out of sight when less than this share of it is left. */
const SEEN_SHARE = 0.25;

/** What the frame needs of a page it stands in. */
export interface Stage extends Surroundings {
  host: HTMLElement;
  /** Opens the page of the video again, after it was left. */
  onExpand: () => void;
}

/** Moves without a reload where the browser can, and without a gap where it cannot. */
function moveTo(parent: Element & { moveBefore?: (node: Node, child: Node | null) => void }, node: Element): void {
  if (node.parentElement === parent) return;
  if (parent.moveBefore && node.isConnected && parent.isConnected) parent.moveBefore(node, null);
  else parent.append(node);
}

/**
 * The player in its place, or small in a corner: of its own page when that is scrolled past it, and of every other page when
 * its own was left while it played. There is one at a time.
 */
export class Frame {
  readonly player: Player;
  /** The place that the address named last. */
  private named: number;
  private readonly element: HTMLElement;
  private readonly expand: HTMLButtonElement;
  private stage: Stage | undefined;
  private onExpand: () => void = () => undefined;
  private watching: IntersectionObserver | undefined;
  /** Out of sight, or small because somebody wants it so. */
  private isPast = false;
  private isWanted = false;
  /** Somebody closed it here; it stays in its place until they come back to it. */
  private isRefused = false;

  constructor(player: Player, named: number) {
    this.player = player;
    this.named = named;
    const { title } = player.options;
    this.expand = h(
      'button',
      { type: 'button', class: 'ph-button', 'aria-label': m.player_expand(), 'data-testid': testids.miniExpand },
      icon(paths.expand),
    );
    const close = h(
      'button',
      { type: 'button', class: 'ph-button', 'aria-label': m.player_close_mini(), 'data-testid': testids.miniClose },
      icon(paths.close),
    );
    const bar = h('div', { class: 'ph-mini-bar' }, this.expand, h('span', {}, title), close);
    this.element = h('section', {
      class: 'ph-frame',
      'aria-label': m.player_region(),
      'data-testid': testids.playerFrame,
    });
    this.element.append(bar, player.root);
    this.expand.addEventListener('click', () => this.restore());
    close.addEventListener('click', () => this.refuse());
    for (const name of ['play', 'pause', 'ended']) {
      player.video.addEventListener(name, () => this.settle(), { signal: player.signal });
    }
  }

  get isPlaying(): boolean {
    const { video } = this.player;
    return !video.paused && !video.ended;
  }

  enter(stage: Stage): void {
    this.stage = stage;
    this.onExpand = stage.onExpand;
    this.isPast = false;
    this.isWanted = false;
    this.isRefused = false;
    moveTo(stage.host, this.element);
    this.settle();
    this.offer();
    this.watching = new IntersectionObserver(
      ([entry]) => {
        this.isPast = entry !== undefined && entry.intersectionRatio < SEEN_SHARE;
        if (!this.isPast) this.isRefused = false;
        this.settle();
      },
      { threshold: [0, SEEN_SHARE] },
    );
    this.watching.observe(stage.host);
  }

  /** What the page offers has changed. */
  offer(change: Partial<Stage> = {}): void {
    if (!this.stage) return;
    this.stage = { ...this.stage, ...change };
    const { next, previous, onTheatre } = this.stage;
    this.player.standIn({ next, previous, onTheatre, onMini: () => this.toggle(), isElsewhere: false });
  }

  /** Goes where the address says, if it says something new. */
  follow(named: number): void {
    if (named === 0 || named === this.named) return;
    this.named = named;
    this.player.startFrom(named);
  }

  /** The page is left; what plays goes on in a corner. */
  leave(): void {
    this.watching?.disconnect();
    const next = this.stage?.next;
    this.stage = undefined;
    moveTo(document.body, this.element);
    this.player.standIn({ next, onMini: () => this.restore(), isElsewhere: true });
    this.settle();
  }

  destroy(): void {
    this.watching?.disconnect();
    this.player.destroy();
    this.element.remove();
  }

  private get isMini(): boolean {
    if (!this.stage) return true;
    return this.isWanted || (this.isPast && this.isPlaying && !this.isRefused) || (this.isPast && this.wasMini);
  }

  /** Small and paused it stays small, so that one can play on. */
  private get wasMini(): boolean {
    return this.element.dataset.mini !== undefined && !this.isRefused;
  }

  private settle(): void {
    if (this.isMini) this.element.dataset.mini = '';
    else delete this.element.dataset.mini;
  }

  private toggle(): void {
    if (this.element.dataset.mini !== undefined) return this.restore();
    this.isWanted = true;
    this.settle();
  }

  private restore(): void {
    this.isWanted = false;
    if (!this.stage) return this.onExpand();
    this.stage.host.scrollIntoView({ block: 'center', behavior: scrollBehavior() });
    this.isPast = false;
    this.settle();
    this.player.root.focus({ preventScroll: true });
  }

  private refuse(): void {
    if (!this.stage) return dismiss();
    this.isRefused = true;
    this.isWanted = false;
    this.player.video.pause();
    this.settle();
  }
}

let kept: Frame | undefined;

/** Takes along what plays when its page is left, and ends what does not. */
export function keep(frame: Frame, goesOn: boolean): void {
  if (!goesOn || !frame.isPlaying) return frame.destroy();
  dismiss();
  kept = frame;
  frame.leave();
}

/** Gives back the player that came along, if it plays this video; any other is ended. */
export function reclaim(id: string): Frame | undefined {
  const frame = kept?.player.options.id === id ? kept : undefined;
  if (!frame) dismiss();
  kept = undefined;
  return frame;
}

export function dismiss(): void {
  kept?.destroy();
  kept = undefined;
}
