import { testids } from '~/testids';
import { clock } from '~/lib/format';
import { m } from '~/words';
import { Bezel } from './bezel';
import { CaptionPanel } from './caption-panel';
import { h } from './dom';
import { EndScreen } from './end-screen';
import { bindGestures } from './gestures';
import { announce } from './media-session';
import { MoreMenu } from './more-menu';
import { offerOutside } from './outside';
import type { Player } from './player';
import { keepAwake, turnWithScreen } from './screen';
import { StatsPanel } from './stats';

const NOTE_MS = 8000;

/** All that a player has besides playing. It comes with the engine, after what is needed for the first picture. */
export class Extras {
  readonly bezel = new Bezel();
  readonly stats: StatsPanel;
  private readonly player: Player;
  private readonly end: EndScreen;
  private readonly sessions: () => void;

  constructor(player: Player) {
    this.player = player;
    const { root, video, signal, captions } = player;
    this.stats = new StatsPanel(player);
    this.end = new EndScreen(player);
    const panel = new CaptionPanel(player);
    const more = new MoreMenu(player, this);
    root.append(this.bezel.element, this.stats.element, panel.element, this.end.element);
    player.chrome.outside.before(more.element);
    captions.offerStyle(() => panel.open());
    const onPicture = (target: EventTarget | null) =>
      target === root || target === video || target === player.chrome.poster;
    bindGestures(player, onPicture, this.bezel);
    root.addEventListener(
      'contextmenu',
      (event) => {
        if (!onPicture(event.target) || event.shiftKey || !more.isInSight) return;
        event.preventDefault();
        // A finger that stays down plays faster.
        if (event instanceof PointerEvent && event.pointerType === 'touch') return;
        more.openAt(event.clientX, event.clientY);
      },
      { signal },
    );
    this.sessions = announce(player);
    keepAwake(video, signal);
    turnWithScreen(root, video, signal);
    offerOutside(player.chrome.outside, video, signal);
    if (player.options.resumes) this.tellResumed();
    this.bindDoubleClick(onPicture);
  }

  /** The page around the player is another one, or offers something else. */
  onSurroundings(): void {
    this.end.refresh();
    this.sessions();
  }

  /** A double click fills the screen; two taps of a finger jump instead, and not every browser says which of them it was. */
  private bindDoubleClick(onPicture: (target: EventTarget | null) => boolean): void {
    const { root, signal, commands } = this.player;
    let pointer = 'mouse';
    root.addEventListener('pointerdown', ({ pointerType }) => (pointer = pointerType), { signal });
    root.addEventListener(
      'dblclick',
      ({ target }) => {
        if (pointer !== 'touch' && onPicture(target)) commands.toggleFullscreen();
      },
      { signal },
    );
  }

  /** A word that it did not begin at the beginning, with the way there. */
  private tellResumed(): void {
    const { video, root, signal, options } = this.player;
    const again = h('button', { type: 'button', 'data-testid': testids.startOver }, m.player_start_over());
    const note = h(
      'div',
      { class: 'ph-pill ph-note', role: 'status', hidden: true, noautohide: true, 'data-testid': testids.resumeNote },
      h('span', {}, m.player_resumed_at({ time: clock(options.startAt) })),
      again,
    );
    again.addEventListener('click', () => {
      video.currentTime = 0;
      root.focus({ preventScroll: true });
      note.remove();
    });
    root.append(note);
    const show = () => {
      note.hidden = false;
      setTimeout(() => note.remove(), NOTE_MS);
    };
    if (!video.paused && video.currentTime > 0) show();
    else video.addEventListener('playing', show, { once: true, signal });
  }
}
