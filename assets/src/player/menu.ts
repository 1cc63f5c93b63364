import { h } from './dom';

export interface MenuItem {
  value: string;
  label: string;
  note?: string;
  /** Whether it is the one, or on; nothing of that kind where there is none. */
  checked?: boolean;
  /** One of several, unless it says otherwise. */
  kind?: 'radio' | 'check' | 'action';
}

interface MenuOptions {
  name: string;
  testids: { button: string; menu: string; option: string };
  items: () => MenuItem[];
  onPick: (value: string) => void;
  onToggle: (open: boolean) => void;
  /** What the button shows instead of words. */
  icon?: SVGElement;
}

const ROLES = { radio: 'menuitemradio', check: 'menuitemcheckbox', action: 'menuitem' } as const;

function entry({ value, label, note, checked, kind = 'radio' }: MenuItem, testid: string): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      role: ROLES[kind],
      'aria-checked': kind === 'action' ? undefined : String(checked === true),
      tabindex: -1,
      'data-value': value,
      'data-testid': testid,
    },
    h('span', {}, label),
    note && h('small', {}, note),
  );
}

/** A button in the control bar with a list of choices above it. */
export class Menu {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly options: MenuOptions;
  private readonly listening = new AbortController();
  /** Where the focus was when the list was opened elsewhere than by its button. */
  private cameFrom: HTMLElement | undefined;

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
    if (options.icon) this.button.append(options.icon);
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

  /** What the button shows, in full and where there is little room; its name begins with what it is about. */
  show(text: string, short = text): void {
    this.button.replaceChildren(
      h('span', { class: 'ph-wide' }, text),
      h('span', { class: 'ph-narrow', 'aria-hidden': 'true' }, short),
    );
    this.button.setAttribute('aria-label', `${this.options.name}: ${text}`);
  }

  /** Opens the list at a point of the picture, within its edges. */
  openAt(x: number, y: number): void {
    const focused = document.activeElement;
    this.toggle(false);
    this.cameFrom = focused instanceof HTMLElement ? focused : undefined;
    this.toggle(true);
    const frame = this.element.closest('.ph-player')?.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.list;
    if (!frame) return;
    const anchor = this.element.getBoundingClientRect();
    const left = Math.min(x, Math.max(frame.left, frame.right - offsetWidth - 8)) - anchor.left;
    const top = Math.min(y, Math.max(frame.top + 8, frame.bottom - offsetHeight - 8)) - anchor.top;
    Object.assign(this.list.style, { left: `${left}px`, top: `${top}px`, right: 'auto', bottom: 'auto' });
  }

  /** Draws the choices anew, keeping the focus where it was. */
  refresh(): void {
    const focused = this.entries().findIndex((one) => one === document.activeElement);
    this.list.replaceChildren(...this.options.items().map((item) => entry(item, this.options.testids.option)));
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
    if (open) {
      this.refresh();
      this.list.removeAttribute('style');
    }
    this.list.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    this.options.onToggle(open);
    if (open) (this.list.querySelector<HTMLElement>('[aria-checked="true"]') ?? this.entries()[0])?.focus();
  }

  private close(): void {
    this.toggle(false);
    (this.cameFrom ?? this.button).focus();
    this.cameFrom = undefined;
  }

  private onClick(event: MouseEvent): void {
    const chosen = event.target instanceof Element ? event.target.closest('button') : null;
    if (!chosen?.dataset.value) return;
    const { value } = chosen.dataset;
    // What it does may take the focus somewhere else.
    this.close();
    this.options.onPick(value);
  }

  private onKey(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    const entries = this.entries();
    const at = entries.findIndex((one) => one === document.activeElement);
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % entries.length,
      ArrowUp: (at - 1 + entries.length) % entries.length,
      Home: 0,
      End: entries.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) entries[to]?.focus();
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab') {
      this.toggle(false);
      return;
    } else if (event.key !== 'Enter' && event.key !== ' ') return;
    event.stopPropagation();
    if (to !== undefined || event.key === 'Escape') event.preventDefault();
  }
}
