import { testids } from '~/testids';
import { m } from '~/words';
import { h, icon } from './dom';
import { paths } from './icons';
import type { Neighbour, Player } from './player';
import { prefer, preferences } from './preferences';

const COUNTDOWN_S = 8;

/** What stands over the last picture: the video again, and the next one, which may come by itself. */
export class EndScreen {
  readonly element: HTMLElement;
  private readonly player: Player;
  private timer: number | undefined;

  constructor(player: Player) {
    this.player = player;
    this.element = h('div', { class: 'ph-end', hidden: true, noautohide: true, 'data-testid': testids.endScreen });
    const { video, signal } = player;
    video.addEventListener('ended', () => this.show(), { signal });
    for (const name of ['seeking', 'play']) video.addEventListener(name, () => this.hide(), { signal });
    signal.addEventListener('abort', () => clearInterval(this.timer));
    if (video.ended) this.show();
  }

  /** The next video is another one, or none any more. */
  refresh(): void {
    if (!this.element.hidden) this.show();
  }

  private hide(): void {
    clearInterval(this.timer);
    this.element.hidden = true;
  }

  private show(): void {
    clearInterval(this.timer);
    const { next, isElsewhere } = this.player.surroundings;
    const counts = next !== undefined && !isElsewhere && preferences().autoplay;
    this.element.replaceChildren(...(next && !isElsewhere ? this.upNext(next, counts) : [this.replay()]));
    this.element.hidden = false;
    if (counts) this.countDown();
  }

  private replay(): HTMLElement {
    const button = h(
      'button',
      { type: 'button', class: 'ph-plain', 'aria-label': m.player_replay(), 'data-testid': testids.replay },
      icon(paths.replay),
      h('span', {}, m.player_replay()),
    );
    button.addEventListener('click', () => {
      this.player.video.currentTime = 0;
      this.player.root.focus({ preventScroll: true });
      void this.player.play();
    });
    return button;
  }

  private upNext(next: Neighbour, counts: boolean): HTMLElement[] {
    const go = h(
      'button',
      { type: 'button', class: 'ph-retry', 'data-testid': testids.upNextPlay },
      m.player_play_now(),
    );
    go.addEventListener('click', next.go);
    const cancel = h(
      'button',
      { type: 'button', class: 'ph-plain', hidden: !counts, 'data-testid': testids.upNextCancel },
      m.player_cancel(),
    );
    cancel.addEventListener('click', () => {
      clearInterval(this.timer);
      this.title().textContent = m.player_up_next();
      cancel.hidden = true;
      go.focus();
    });
    const box = h('input', { type: 'checkbox', role: 'switch', 'data-testid': testids.endAutoplay });
    box.checked = preferences().autoplay;
    box.addEventListener('change', () => {
      prefer({ autoplay: box.checked });
      dispatchEvent(new CustomEvent('playhouse:autoplay'));
      this.show();
    });
    return [
      h('p', { class: 'ph-end-title', role: 'status' }, m.player_up_next()),
      h(
        'div',
        { class: 'ph-next-card' },
        next.poster && h('img', { src: next.poster, alt: '' }),
        h('div', {}, h('strong', {}, next.title), h('span', {}, next.owner)),
      ),
      h('div', { class: 'ph-end-row' }, go, cancel, this.replay()),
      h('label', { class: 'ph-switch' }, box, m.player_autoplay()),
    ];
  }

  private title(): HTMLElement {
    return this.element.querySelector<HTMLElement>('.ph-end-title') ?? this.element;
  }

  private countDown(): void {
    let left = COUNTDOWN_S;
    const title = this.title();
    // Said once; what changes every second is only to be seen.
    title.removeAttribute('role');
    const step = () => {
      title.textContent = m.player_up_next_in({ seconds: left });
      if (left === 0) {
        clearInterval(this.timer);
        this.player.surroundings.next?.go();
      }
      left -= 1;
    };
    step();
    this.timer = window.setInterval(step, 1000);
  }
}
