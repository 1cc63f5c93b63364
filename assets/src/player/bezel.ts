import { h, icon } from './dom';
import { type IconName, paths } from './icons';

/** A sign in the middle of the picture of what a key or a gesture did, gone in a moment. */
export class Bezel {
  private readonly text = h('span', {});
  private readonly sign = h('div', { class: 'ph-sign', 'aria-hidden': 'true' });
  readonly element = h('div', { class: 'ph-bezel', role: 'status', noautohide: true }, this.sign, this.text);

  show(name: IconName, text = '', side: 'left' | 'right' | '' = ''): void {
    this.sign.replaceChildren(icon(paths[name]));
    this.text.textContent = text;
    this.element.dataset.side = side;
    this.element.classList.remove('ph-shown');
    // The animation begins anew only when the class was seen to be away.
    void this.element.offsetWidth;
    this.element.classList.add('ph-shown');
  }

  /** Stays until it is told to go. */
  hold(name: IconName, text: string): void {
    this.show(name, text);
    this.element.classList.add('ph-held');
  }

  release(): void {
    this.element.classList.remove('ph-held', 'ph-shown');
  }
}
