import { Combine, LocateFixed, Scissors, Trash2 } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { writeClock } from '~/chapters/lines';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Cue, type CueFault, faultOf } from './cues';
import type { Edit } from './editing';
import { TimeField } from './time-field';

interface CueRowProps {
  cue: Cue;
  number: number;
  isShown: boolean;
  /** Takes the focus when it comes. */
  isNew: boolean;
  isLast: boolean;
  duration: number | undefined;
  onEdit: (edit: Edit) => void;
  onSeek: (seconds: number) => void;
}

const faults: Record<CueFault, () => string> = {
  reversed: m.studio_cue_reversed,
  'too-late': m.studio_cue_too_late,
  empty: m.studio_cue_empty,
};

/** One caption: when it is shown, and what it says. Ctrl and Enter split it where one types. */
export const CueRow = memo(function CueRow(props: CueRowProps) {
  const { cue, number, isShown, isNew, isLast, duration, onEdit, onSeek } = props;
  const { key, start, end, text } = cue;
  const area = useRef<HTMLTextAreaElement>(null);
  const fault = faultOf(cue, duration);
  useEffect(() => {
    if (isNew) area.current?.focus();
  }, [isNew]);
  const split = (place?: number) => onEdit({ type: 'split', key, place });
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    split(event.currentTarget.selectionStart);
  };
  const act = (label: string, Icon: typeof Scissors, testid: string, work: () => void) => (
    <button type="button" className="icon-btn" aria-label={label} title={label} data-testid={testid} onClick={work}>
      <Icon className="size-4.5!" aria-hidden="true" />
    </button>
  );
  return (
    <li
      className={clsx(
        'rounded-card border p-2 [contain-intrinsic-block-size:auto_7rem] [content-visibility:auto]',
        isShown ? 'border-accent bg-accent-soft' : 'border-line',
      )}
      data-testid={testids.cue}
      data-shown={isShown || undefined}
      aria-current={isShown || undefined}
    >
      <div className="flex flex-wrap items-center gap-x-1">
        <TimeField
          label={m.studio_cue_start({ number })}
          seconds={start}
          testid={testids.cueStart}
          onChange={(seconds) => onEdit({ type: 'time', key, start: seconds })}
        />
        <span aria-hidden="true" className="px-0.5 text-ink-3">
          –
        </span>
        <TimeField
          label={m.studio_cue_end({ number })}
          seconds={end}
          testid={testids.cueEnd}
          onChange={(seconds) => onEdit({ type: 'time', key, end: seconds })}
        />
        <span className="ml-auto flex">
          {act(m.studio_cue_show({ number }), LocateFixed, testids.cueShow, () => onSeek(start))}
          {act(m.studio_cue_split({ number }), Scissors, testids.cueSplit, () => split())}
          {!isLast && act(m.studio_cue_join({ number }), Combine, testids.cueJoin, () => onEdit({ type: 'join', key }))}
          {act(m.studio_cue_remove({ number }), Trash2, testids.cueRemove, () => onEdit({ type: 'remove', key }))}
        </span>
      </div>
      <textarea
        ref={area}
        className="field mt-1 field-sizing-content min-h-12! resize-none leading-snug"
        rows={1}
        value={text}
        aria-label={m.studio_cue_text({ number, time: writeClock(start) })}
        aria-invalid={fault === 'empty' ? true : undefined}
        data-testid={testids.cueText}
        onChange={({ target }) => onEdit({ type: 'text', key, text: target.value })}
        onFocus={() => onSeek(start)}
        onKeyDown={onKeyDown}
      />
      {fault && <p className="mt-1 text-sm text-bad">{faults[fault]()}</p>}
    </li>
  );
});
