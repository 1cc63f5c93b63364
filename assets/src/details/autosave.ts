import { ApiError, describe } from '~/api/problem';
import { m } from '~/words';
import type { Changes } from './details';

const SAVE_AFTER_MS = 800;
const TRY_AGAIN_AFTER_MS = 5000;

/** How a form stands with the server: as it was, changed, on its way, there, refused, or waiting for the connection. */
export type Saved = 'clean' | 'pending' | 'saving' | 'saved' | 'refused' | 'waiting';

export interface SaveState {
  readonly saved: Saved;
  /** When the server last took something, in milliseconds. */
  readonly at: number | undefined;
  /** What is wrong with single fields. */
  readonly faults: Readonly<Record<string, string>>;
  /** What is wrong with none of them. */
  readonly error: string | undefined;
}

export const CLEAN: SaveState = { saved: 'clean', at: undefined, faults: {}, error: undefined };

/** Leaving the page would lose what was typed. */
export function isUnsaved({ saved }: SaveState): boolean {
  return saved === 'pending' || saved === 'saving' || saved === 'waiting';
}

interface Port {
  /** Brings changes to the server. */
  save: (changes: Changes) => Promise<void>;
  /** Whether there is a video to save to. */
  isReady: () => boolean;
  tell: (state: SaveState) => void;
}

function faultsOf({ title }: Changes): Record<string, string> {
  return title !== undefined && !title.trim() ? { title: m.studio_title_needed() } : {};
}

/** A field such as `tags/2` is the field `tags`. */
function fieldNames(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, fault]) => [name.split('/')[0] ?? name, fault]));
}

/** Saves what is typed a moment after it was typed, one change after the other, and again when the connection was away. */
export class Autosave {
  private readonly port: Port;
  private changes: Changes = {};
  private state = CLEAN;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;

  constructor(port: Port) {
    this.port = port;
  }

  edit(part: Changes): void {
    this.changes = { ...this.changes, ...part };
    this.tell({ saved: 'pending', error: undefined, faults: {} });
    this.schedule(SAVE_AFTER_MS);
  }

  /** Saves at once what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    if (Object.keys(this.changes).length === 0 || !this.port.isReady()) return;
    this.running = this.send();
    await this.running;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async send(): Promise<void> {
    const faults = faultsOf(this.changes);
    const [held, changes] = parted(this.changes, faults);
    this.changes = held;
    if (Object.keys(changes).length === 0) return this.tell({ saved: 'refused', faults });
    this.tell({ saved: 'saving', faults });
    try {
      await this.port.save(changes);
      this.settle(faults);
    } catch (error) {
      // What was typed since then stands.
      this.changes = { ...changes, ...this.changes };
      this.refuse(error, faults);
    } finally {
      this.running = undefined;
    }
  }

  private settle(faults: Record<string, string>): void {
    const at = Date.now();
    if (this.state.saved === 'pending') return this.tell({ at });
    this.tell({ saved: Object.keys(faults).length > 0 ? 'refused' : 'saved', at });
  }

  private refuse(error: unknown, faults: Record<string, string>): void {
    const isRefusal = error instanceof ApiError && error.status < 500 && error.status !== 429;
    if (isRefusal) {
      const fields = { ...fieldNames(error.fields), ...faults };
      const isAboutFields = Object.keys(error.fields).length > 0;
      return this.tell({ saved: 'refused', faults: fields, error: isAboutFields ? undefined : describe(error) });
    }
    this.tell({ saved: 'waiting', error: describe(error) });
    this.schedule(TRY_AGAIN_AFTER_MS);
  }

  private schedule(after: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), after);
  }

  private tell(part: Partial<SaveState>): void {
    this.state = { ...this.state, ...part };
    this.port.tell(this.state);
  }
}

/** Changes of the fields that are named, and all others. */
function parted(changes: Changes, names: object): [Changes, Changes] {
  const entries = Object.entries(changes);
  return [
    Object.fromEntries(entries.filter(([name]) => name in names)),
    Object.fromEntries(entries.filter(([name]) => !(name in names))),
  ];
}
