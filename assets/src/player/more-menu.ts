import { copyToClipboard } from '~/lib/clipboard';
import { embedCode, watchUrl } from '~/lib/links';
import { testids } from '~/testids';
import { m } from '~/words';
import { icon, isInSight } from './dom';
import type { Extras } from './extras';
import { paths } from './icons';
import { Menu, type MenuItem } from './menu';
import type { Player } from './player';

/** What one rarely needs: behind a button of the bar, and where one presses the other button of the mouse. */
export class MoreMenu {
  private readonly player: Player;
  private readonly extras: Extras;
  private readonly menu: Menu;

  constructor(player: Player, extras: Extras) {
    this.player = player;
    this.extras = extras;
    this.menu = new Menu({
      name: m.player_more(),
      icon: icon(paths.more),
      testids: { button: testids.moreButton, menu: testids.moreMenu, option: testids.moreOption },
      items: () => this.items(),
      onPick: (value) => void this.pick(value),
      onToggle: (open) => player.keepControls(open),
    });
    player.signal.addEventListener('abort', () => this.menu.destroy());
  }

  get element(): HTMLElement {
    return this.menu.element;
  }

  /** Not without controls, nor where there is no room for them: there the browser has its own. */
  get isInSight(): boolean {
    return isInSight(this.menu.button);
  }

  openAt(x: number, y: number): void {
    this.menu.openAt(x, y);
  }

  private items(): MenuItem[] {
    const { surroundings, video, chrome } = this.player;
    const { next } = surroundings;
    const action = (value: string, label: string, note?: string): MenuItem => ({
      value,
      label,
      kind: 'action',
      ...(note ? { note } : {}),
    });
    return [
      // What the bar has no room for.
      ...(next && !isInSight(chrome.next) ? [action('next', m.player_next())] : []),
      ...(isInSight(chrome.volume)
        ? []
        : [{ value: 'mute', label: m.player_mute(), checked: video.muted, kind: 'check' as const }]),
      ...(document.pictureInPictureEnabled && !isInSight(chrome.pip) ? [action('pip', m.player_pip(), 'P')] : []),
      { value: 'loop', label: m.player_loop(), checked: video.loop, kind: 'check' },
      action('link', m.player_copy_link()),
      action('time', m.player_copy_link_at_time()),
      action('embed', m.player_copy_embed()),
      ...(surroundings.onMini ? [action('mini', m.player_mini(), 'I')] : []),
      { value: 'stats', label: m.player_stats(), checked: !this.extras.stats.element.hidden, kind: 'check' },
      ...(surroundings.onTheatre ? [action('shortcuts', m.player_shortcuts(), '?')] : []),
    ];
  }

  private async pick(value: string): Promise<void> {
    const { video, options, commands } = this.player;
    switch (value) {
      case 'next':
        return commands.moveOn(1);
      case 'mute':
        return commands.toggleMute();
      case 'pip':
        return commands.togglePictureInPicture();
      case 'loop':
        video.loop = !video.loop;
        this.extras.bezel.show('replay', video.loop ? m.player_loop_on() : m.player_loop_off());
        return;
      case 'link':
        return await this.copy(watchUrl(options.id));
      case 'time':
        return await this.copy(watchUrl(options.id, video.currentTime));
      case 'embed':
        return await this.copy(embedCode(options));
      case 'mini':
        return commands.toggleMini();
      case 'stats':
        return this.extras.stats.toggle();
      case 'shortcuts':
        return commands.showShortcuts();
    }
  }

  private async copy(text: string): Promise<void> {
    const copied = await copyToClipboard(text);
    this.extras.bezel.show(copied ? 'copied' : 'close', copied ? m.player_copied() : m.player_not_copied());
  }
}
