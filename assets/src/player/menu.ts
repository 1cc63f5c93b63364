import { h } from './dom';

export interface MenuItem {
  value: string;
  label: string;
  note?: string;
  checked: boolean;
}

interface MenuOptions {
  name: string;
  testids: { button: string; menu: string; option: string };
  items: () => MenuItem[];
  onPick: (value: string) => void;
  onToggle: (open: boolean) => void;
}

/** A button in the control bar with a list of choices above it. */
export class Menu {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly options: MenuOptions;
  private readonly listening = new AbortController();

  constructor(options: MenuOptions) {
    this.options = options;
    const { name, testids } = options;
    this.button = h('button', {
      type: 'button',
      class: 'ph-button ph-text-button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': name,
      'data-testid': testids.button,
    });
    this.list = h('div', {
      class: 'ph-menu',
      role: 'menu',
      'aria-label': name,
      hidden: true,
      'data-testid': testids.menu,
    });
    this.element = h('div', { class: 'ph-menu-anchor' }, this.list, this.button);
    const { signal } = this.listening;
    this.button.addEventListener('click', () => this.toggle(this.list.hidden), { signal });
    this.list.addEventListener('click', (event) => this.onClick(event), { signal });
    this.element.addEventListener('keydown', (event) => this.onKey(event), { signal });
    document.addEventListener(
      'pointerdown',
      (event) => {
        if (!event.composedPath().includes(this.element)) this.toggle(false);
      },
      { signal },
    );
  }

  /** What the button shows; its name begins with what it is about. */
  show(text: string): void {
    this.button.textContent = text;
    this.button.setAttribute('aria-label', `${this.options.name}: ${text}`);
  }

  /** Draws the choices anew, keeping the focus where it was. */
  refresh(): void {
    const focused = this.entries().findIndex((entry) => entry === document.activeElement);
    this.list.replaceChildren(
      ...this.options.items().map(({ value, label, note, checked }) =>
        h(
          'button',
          {
            type: 'button',
            role: 'menuitemradio',
            'aria-checked': String(checked),
            tabindex: -1,
            'data-value': value,
            'data-testid': this.options.testids.option,
          },
          h('span', {}, label),
          note && h('small', {}, note),
        ),
      ),
    );
    if (focused >= 0) this.entries()[focused]?.focus();
  }

  destroy(): void {
    this.listening.abort();
  }

  private entries(): HTMLButtonElement[] {
    return [...this.list.querySelectorAll('button')];
  }

  private toggle(open: boolean): void {
    if (open === !this.list.hidden) return;
    if (open) this.refresh();
    this.list.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    this.options.onToggle(open);
    if (open) this.list.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }

  private onClick(event: MouseEvent): void {
    const entry = event.target instanceof Element ? event.target.closest('button') : null;
    if (!entry?.dataset.value) return;
    this.options.onPick(entry.dataset.value);
    this.toggle(false);
    this.button.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    const entries = this.entries();
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % entries.length,
      ArrowUp: (at - 1 + entries.length) % entries.length,
      Home: 0,
      End: entries.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) entries[to]?.focus();
    else if (event.key === 'Escape') {
      this.toggle(false);
      this.button.focus();
    } else if (event.key === 'Tab') {
      this.toggle(false);
      return;
    } else if (event.key !== 'Enter' && event.key !== ' ') return;
    event.stopPropagation();
    if (to !== undefined || event.key === 'Escape') event.preventDefault();
  }
}
