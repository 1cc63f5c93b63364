import { type Cue, cueOf, inOrder, joinCue, shifted, splitCue, withNewCue } from './cues';

/** The cues of a track while they are edited, and how they were before each change. */
export interface Editing {
  readonly cues: readonly Cue[];
  readonly past: readonly (readonly Cue[])[];
  readonly future: readonly (readonly Cue[])[];
  /** As they are with the server. */
  readonly saved: readonly Cue[];
  /** The cue that has just come and takes the focus. */
  readonly added: number | undefined;
  /** The cue whose words are being typed: typing on is no new step back. */
  readonly typing: number | undefined;
}

export type Edit =
  | { type: 'loaded'; cues: readonly Cue[] }
  | { type: 'saved'; cues: readonly Cue[] }
  | { type: 'add'; at: number; end: number }
  | { type: 'text'; key: number; text: string }
  | { type: 'time'; key: number; start?: number; end?: number }
  | { type: 'split'; key: number; place?: number | undefined }
  | { type: 'join'; key: number }
  | { type: 'remove'; key: number }
  | { type: 'shift'; seconds: number }
  | { type: 'undo' }
  | { type: 'redo' };

const MOST_STEPS = 200;

export const NOTHING: Editing = { cues: [], past: [], future: [], saved: [], added: undefined, typing: undefined };

export const isChanged = ({ cues, saved }: Editing) => cues !== saved;

function changed(editing: Editing, cues: readonly Cue[], part: Partial<Editing> = {}): Editing {
  const past = [...editing.past, editing.cues].slice(-MOST_STEPS);
  return { ...editing, cues, past, future: [], added: undefined, typing: undefined, ...part };
}

function withCue(cues: readonly Cue[], key: number, change: (cue: Cue) => Cue): Cue[] {
  return cues.map((cue) => (cue.key === key ? change(cue) : cue));
}

export function edited(editing: Editing, edit: Edit): Editing {
  const { cues, past, future } = editing;
  switch (edit.type) {
    case 'loaded':
      return { ...NOTHING, cues: edit.cues, saved: edit.cues };
    case 'saved':
      return { ...editing, saved: edit.cues };
    case 'add': {
      const next = withNewCue(cues, edit.at, edit.end);
      return changed(editing, next.cues, { added: next.added.key });
    }
    case 'text': {
      const next = withCue(cues, edit.key, (cue) => ({ ...cue, text: edit.text }));
      if (editing.typing === edit.key) return { ...editing, cues: next };
      return changed(editing, next, { typing: edit.key });
    }
    case 'time': {
      const timed = ({ key, start, end, text, settings }: Cue) => ({
        ...cueOf(edit.start ?? start, edit.end ?? end, text, settings),
        key,
      });
      return changed(editing, inOrder(withCue(cues, edit.key, timed)));
    }
    case 'split':
      return changed(editing, splitCue(cues, edit.key, edit.place));
    case 'join':
      return changed(editing, joinCue(cues, edit.key));
    case 'remove':
      return changed(
        editing,
        cues.filter(({ key }) => key !== edit.key),
      );
    case 'shift':
      return changed(editing, shifted(cues, edit.seconds));
    case 'undo': {
      const before = past.at(-1);
      if (!before) return editing;
      return { ...editing, cues: before, past: past.slice(0, -1), future: [cues, ...future], typing: undefined };
    }
    case 'redo': {
      const [next, ...rest] = future;
      if (!next) return editing;
      return { ...editing, cues: next, past: [...past, cues], future: rest, typing: undefined };
    }
  }
}
