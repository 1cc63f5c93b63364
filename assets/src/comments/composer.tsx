import { Clock } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { clock } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { draftOf, keepDraft } from './drafts';

/** Characters of a comment, as the server counts them. */
const MOST = 5000;
/** From here on it is worth saying how many are left. */
const NEAR = 4500;

const exact = (count: number) => ({ count, shown: count });

interface ComposerProps {
  label: string;
  placeholder: string;
  /** Under this name the text is kept until it is posted. */
  draft: string;
  /** The text to begin with, when there is no draft. */
  initial?: string;
  action: string;
  /** Open from the start, with the cursor in it. */
  isAsked?: boolean;
  /** Whether a time of the video can be put to it. */
  canHaveTime?: boolean;
  /** What there is to know before one writes. */
  note?: ReactNode;
  onSubmit: (body: string, at: number | undefined) => void;
  onCancel?: () => void;
}

/** Where the player stands, while somebody may want to write of it. */
function usePlayerTime(isOn: boolean): number | undefined {
  const { playerTime } = useAround();
  const [time, setTime] = useState<number>();
  useEffect(() => {
    if (!isOn) return;
    const look = () => setTime(playerTime());
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [isOn, playerTime]);
  return time;
}

interface TimeChipProps {
  at: number | undefined;
  onChange: (at: number | undefined) => void;
}

function TimeChip({ at, onChange }: TimeChipProps) {
  const time = usePlayerTime(at === undefined);
  const shown = at ?? time;
  if (shown === undefined) return null;
  return (
    <button
      type="button"
      className={clsx('chip tabular-nums', at !== undefined && 'border-accent! bg-accent-soft text-accent!')}
      aria-pressed={at !== undefined}
      data-testid={testids.composerTime}
      onClick={() => onChange(at === undefined ? Math.floor(shown) : undefined)}
    >
      <Clock className="size-4" aria-hidden="true" />
      {m.comments_at({ time: clock(shown) })}
    </button>
  );
}

/** Where a comment, an answer or another wording is written. What is typed is kept until it is posted. */
export function Composer(props: ComposerProps) {
  const { label, placeholder, draft, initial = '', action, isAsked = false, canHaveTime = false } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(draft) || initial);
  const [at, setAt] = useState<number>();
  const [isOpen, setOpen] = useState(isAsked || text !== '');
  const letters = [...text].length;
  const canPost = text.trim() !== '' && letters <= MOST;

  useEffect(() => {
    const area = field.current;
    if (!isAsked || !area) return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [isAsked]);

  const type = (next: string) => {
    setText(next);
    keepDraft(draft, next === initial ? '' : next);
  };
  const clear = () => {
    type('');
    setAt(undefined);
    setOpen(isAsked);
  };
  const post = () => {
    if (!canPost) return;
    props.onSubmit(text.trim(), at);
    clear();
  };
  const cancel = () => {
    clear();
    props.onCancel?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) post();
    if (event.key === 'Escape' && text.trim() === initial.trim()) cancel();
  };

  return (
    <form
      className="min-w-0 flex-1"
      onSubmit={(event) => {
        event.preventDefault();
        post();
      }}
    >
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <textarea
        ref={field}
        id={id}
        className={clsx('field field-sizing-content max-h-80 resize-none leading-relaxed', isOpen && 'min-h-20')}
        rows={1}
        dir="auto"
        placeholder={placeholder}
        value={text}
        aria-invalid={letters > MOST ? true : undefined}
        aria-describedby={isOpen ? `${id}-count` : undefined}
        data-testid={testids.composerText}
        onFocus={() => setOpen(true)}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <>
          {props.note}
          <div className="mt-2 flex flex-wrap items-center gap-2">
            {canHaveTime && <TimeChip at={at} onChange={setAt} />}
            <span
              id={`${id}-count`}
              data-testid={testids.composerCount}
              className={clsx('ml-auto text-sm tabular-nums', letters > MOST ? 'text-bad' : 'text-ink-3')}
            >
              <span aria-hidden="true">
                {letters} / {MOST}
              </span>
              <span className="sr-only" role="status">
                {letters > MOST && m.comments_too_many(exact(letters - MOST))}
                {letters >= NEAR && letters <= MOST && m.comments_left(exact(MOST - letters))}
              </span>
            </span>
            <button type="button" className="btn btn-quiet" onClick={cancel}>
              {m.common_cancel()}
            </button>
            <button type="submit" className="btn btn-primary" disabled={!canPost} data-testid={testids.composerSubmit}>
              {action}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
