import { testids } from '~/testids';
import { m } from '~/words';
import {
  type CaptionStyle,
  captionBackgrounds,
  captionColours,
  captionOpacities,
  captionPositions,
  captionSizes,
  parseCaptionStyle,
  usualCaptionStyle,
} from './caption-style';
import { h, icon } from './dom';
import { share } from './figures';
import { paths } from './icons';
import type { Player } from './player';
import { prefer, preferences } from './preferences';

/** The look of captions, changed while one sees them. */
export class CaptionPanel {
  readonly element: HTMLElement;
  private readonly player: Player;
  private readonly fields: [keyof CaptionStyle, HTMLSelectElement][];

  constructor(player: Player) {
    this.player = player;
    const colours = {
      white: m.player_colour_white(),
      yellow: m.player_colour_yellow(),
      green: m.player_colour_green(),
      cyan: m.player_colour_cyan(),
      magenta: m.player_colour_magenta(),
      black: m.player_colour_black(),
    };
    const positions = { bottom: m.player_position_bottom(), top: m.player_position_top() };
    const up = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    this.fields = [
      ['size', this.select(captionSizes.map((size) => [String(size), share(size / 100)]))],
      ['colour', this.select(Object.keys(captionColours).map((key) => [key, colours[key as keyof typeof colours]]))],
      ['opacity', this.select(up(captionOpacities).map((value) => [String(value), share(value)]))],
      ['background', this.select(up(captionBackgrounds).map((value) => [String(value), share(value)]))],
      ['position', this.select(captionPositions.map((key) => [key, positions[key]]))],
    ];
    const names: Record<keyof CaptionStyle, string> = {
      size: m.player_caption_size(),
      colour: m.player_caption_colour(),
      opacity: m.player_caption_opacity(),
      background: m.player_caption_background(),
      position: m.player_caption_position(),
    };
    const close = h('button', { type: 'button', class: 'ph-close', 'aria-label': m.player_close() }, icon(paths.close));
    const reset = h(
      'button',
      { type: 'button', class: 'ph-plain', 'data-testid': testids.captionStyleReset },
      m.player_caption_reset(),
    );
    this.element = h(
      'div',
      {
        class: 'ph-panel',
        role: 'dialog',
        'aria-label': m.player_caption_look(),
        hidden: true,
        noautohide: true,
        'data-testid': testids.captionStyle,
      },
      h('strong', {}, m.player_caption_look()),
      ...this.fields.map(([key, field]) => {
        field.dataset.field = key;
        return h('label', {}, h('span', {}, names[key]), field);
      }),
      reset,
      close,
    );
    close.addEventListener('click', () => this.close());
    reset.addEventListener('click', () => this.apply(usualCaptionStyle));
    this.element.addEventListener('change', () => this.apply(this.read()));
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') this.close();
    });
  }

  open(): void {
    this.draw(preferences().captionStyle);
    this.element.hidden = false;
    this.player.keepControls(true);
    this.fields[0]?.[1].focus();
  }

  private close(): void {
    this.element.hidden = true;
    this.player.keepControls(false);
    this.player.root.focus({ preventScroll: true });
  }

  private select(options: [string, string][]): HTMLSelectElement {
    return h('select', {}, ...options.map(([value, label]) => h('option', { value }, label)));
  }

  private read(): CaptionStyle {
    const values = this.fields.map(([key, { value }]) => [key, Number.isNaN(Number(value)) ? value : Number(value)]);
    return parseCaptionStyle(Object.fromEntries(values));
  }

  private draw(style: CaptionStyle): void {
    for (const [key, field] of this.fields) field.value = String(style[key]);
  }

  private apply(captionStyle: CaptionStyle): void {
    prefer({ captionStyle });
    this.draw(captionStyle);
    this.player.captions.restyle(captionStyle);
  }
}
