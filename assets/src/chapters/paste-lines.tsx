import { useId, useState } from 'react';
import type { Chapter } from '~/api/types';
import { counted } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { parseChapters } from './lines';

interface PasteLinesProps {
  onTake: (lines: Chapter[]) => void;
  onClose: () => void;
}

/** A place for a whole list of chapters, as it stands below many a video. */
export function PasteLines({ onTake, onClose }: PasteLinesProps) {
  const id = useId();
  const [text, setText] = useState('');
  const lines = parseChapters(text);
  return (
    <div className="mt-3 rounded-card bg-sunken p-4">
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {m.chapters_lines()}
      </label>
      <textarea
        id={id}
        className="field field-sizing-content max-h-60 min-h-28"
        placeholder={m.chapters_lines_example()}
        autoFocus
        value={text}
        data-testid={testids.chapterLines}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="mt-3 flex flex-wrap gap-3">
        <button
          type="button"
          className="btn btn-primary"
          disabled={lines.length === 0}
          data-testid={testids.chapterTake}
          onClick={() => onTake(lines)}
        >
          {lines.length === 0 ? m.chapters_use_lines() : counted(m.chapters_use, lines.length)}
        </button>
        <button type="button" className="btn btn-quiet" onClick={onClose}>
          {m.common_cancel()}
        </button>
      </div>
    </div>
  );
}
