import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Draft, LONGEST_TITLE } from './draft';

interface ChapterRowProps {
  draft: Draft;
  number: number;
  /** Takes the focus when it comes. */
  isNew: boolean;
  faults: { start: string | undefined; title: string | undefined };
  onChange: (draft: Draft) => void;
  onRemove: () => void;
}

export function ChapterRow({ draft, number, isNew, faults, onChange, onRemove }: ChapterRowProps) {
  const id = useId();
  const fault = faults.start ?? faults.title;
  const about = (wrong: string | undefined) => ({
    'aria-invalid': wrong ? true : undefined,
    'aria-describedby': wrong ? id : undefined,
  });
  return (
    <li data-testid={testids.chapterRow}>
      <div className="flex items-center gap-2">
        <input
          className="field w-24! flex-none px-2.5! tabular-nums"
          aria-label={m.chapters_begins({ number })}
          placeholder="1:05"
          autoFocus={isNew && draft.start === ''}
          value={draft.start}
          {...about(faults.start)}
          data-testid={testids.chapterStart}
          onChange={({ target }) => onChange({ ...draft, start: target.value })}
        />
        <input
          className="field min-w-0 flex-1"
          aria-label={m.chapters_title_of({ number })}
          placeholder={m.chapters_title()}
          maxLength={LONGEST_TITLE}
          autoFocus={isNew && draft.start !== ''}
          value={draft.title}
          {...about(faults.title)}
          data-testid={testids.chapterTitle}
          onChange={({ target }) => onChange({ ...draft, title: target.value })}
        />
        <button
          type="button"
          className="icon-btn -mr-2"
          aria-label={m.chapters_remove({ number })}
          data-testid={testids.chapterRemove}
          onClick={onRemove}
        >
          <Trash2 aria-hidden="true" />
        </button>
      </div>
      {fault && (
        <p id={id} className="mt-1 text-sm text-bad" data-testid={testids.fieldError}>
          {fault}
        </p>
      )}
    </li>
  );
}
