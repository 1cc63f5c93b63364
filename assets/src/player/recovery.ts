import { m } from '~/words';
import { Again } from './again';
import type { Sources } from './engine';
import type { Player } from './player';

const RENEW_AGAIN_AFTER_MS = 30_000;

type Load = (at: number, sources: Sources | undefined) => Promise<void>;

/** What is done when nothing comes any more: fresh addresses and no word; then a card that says so, and trying again. */
export class Recovery {
  private readonly player: Player;
  private readonly load: Load;
  private readonly again: Again;
  private renewedAt = 0;
  private isTrying = false;
  /** Whether it goes on by itself as soon as it can, and where: a stream that does not load leaves the video without a place. */
  private wasPlaying = false;
  private place: number | undefined;

  constructor(player: Player, load: Load) {
    this.player = player;
    this.load = load;
    const { video, chrome, signal } = player;
    this.again = new Again(() => void this.attempt(), signal);
    for (const name of ['loadeddata', 'playing']) video.addEventListener(name, () => this.onFine(), { signal });
    chrome.error.retry.addEventListener('click', () => void this.retry(), { signal });
  }

  /** The first failure in a while is met with a fresh address; the next one is told. */
  async meet(reason: 'network' | 'media'): Promise<void> {
    const mayPass = reason === 'network';
    const sentence = mayPass ? m.player_failed_network() : m.player_failed_media();
    const isTold = !this.player.chrome.error.card.hidden;
    const isSoon = Date.now() - this.renewedAt < RENEW_AGAIN_AFTER_MS;
    if (isTold || isSoon || this.isTrying) this.fail(sentence, mayPass);
    else await this.reload(sentence);
  }

  /** Says so, once; `mayPass` when it may be otherwise later. */
  fail(sentence: string, mayPass = true): void {
    const { video, root, chrome, engine } = this.player;
    const { card, text } = chrome.error;
    this.wasPlaying ||= !video.paused || !engine;
    video.pause();
    if (mayPass) this.again.plan();
    else this.again.cancel();
    if (!card.hidden) return;
    text.textContent = sentence;
    card.hidden = false;
    root.dispatchEvent(new CustomEvent('playererror', { detail: sentence }));
  }

  private async retry(): Promise<void> {
    this.player.chrome.error.card.hidden = true;
    this.wasPlaying = true;
    await this.attempt();
  }

  private async attempt(): Promise<void> {
    this.again.cancel();
    if (this.player.engine) await this.reload(m.player_failed_again());
    else await this.player.play();
  }

  private async reload(sentence: string): Promise<void> {
    if (this.isTrying) return;
    this.isTrying = true;
    this.renewedAt = Date.now();
    const { video, options, signal } = this.player;
    this.place ??= video.currentTime || options.startAt;
    this.wasPlaying ||= !video.paused;
    const goesOn = this.wasPlaying;
    try {
      const sources = await options.renew();
      if (signal.aborted) return;
      await this.load(this.place, sources);
      if (goesOn) void this.player.play();
    } catch {
      if (!signal.aborted) this.fail(sentence);
    } finally {
      this.isTrying = false;
    }
  }

  private onFine(): void {
    this.player.chrome.error.card.hidden = true;
    this.wasPlaying = false;
    this.place = undefined;
    this.again.reset();
  }
}
