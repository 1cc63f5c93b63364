import { ClipboardPaste, Plus } from 'lucide-react';
import { type ClipboardEvent, useEffect, useRef, useState } from 'react';
import { useChapters, useSaveChapters } from '~/api/chapters';
import { describe, fieldsOf } from '~/api/problem';
import type { Chapter, Video } from '~/api/types';
import { FormError } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { counted } from '~/lib/format';
import { notify } from '~/lib/notify';
import { LeaveGuard } from '~/studio/video/leave-guard';
import { testids } from '~/testids';
import { m } from '~/words';
import { ChapterRow } from './chapter-row';
import {
  type Draft,
  type Faults,
  MOST_CHAPTERS,
  chaptersOf,
  draftOf,
  faultsOf,
  isChanged,
  sorted,
  withNewChapter,
} from './draft';
import { parseChapters } from './lines';
import { PasteLines } from './paste-lines';

interface ChaptersFormProps {
  video: Video;
  /** Where the player stands, if there is one beside the form. */
  timeNow?: () => number;
  onClose: () => void;
}

/** Writes the chapters of a video: times and titles, row by row or from pasted lines. */
export default function ChaptersForm({ video, timeNow, onClose }: ChaptersFormProps) {
  const chapters = useChapters(video);
  const save = useSaveChapters(video.id);
  const [saved] = useState<Draft[]>(() => chapters.map(draftOf));
  const [drafts, setDrafts] = useState(saved);
  const [found, setFound] = useState<Faults>({});
  const [pasting, setPasting] = useState(false);
  const [added, setAdded] = useState<number>();
  const form = useRef<HTMLFormElement>(null);
  const adder = useRef<HTMLButtonElement>(null);
  const end = video.duration ?? undefined;
  const faults = { ...fieldsOf(save.error), ...found };
  const hasFaults = Object.keys(faults).length > 0;

  useEffect(() => {
    if (hasFaults) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [hasFaults]);

  const edit = (next: Draft[]) => {
    setDrafts(next);
    setFound({});
    save.reset();
  };
  const add = () => {
    const next = withNewChapter(drafts, timeNow?.());
    setAdded(next.added.key);
    edit(next.drafts);
  };
  const takeLines = (lines: Chapter[]) => {
    edit(sorted(lines.map(draftOf)));
    setPasting(false);
    void notify('success', counted(m.chapters_filled_in, lines.length));
  };
  const onPaste = (event: ClipboardEvent) => {
    const lines = parseChapters(event.clipboardData.getData('text'));
    if (lines.length < 2 || pasting) return;
    event.preventDefault();
    takeLines(lines);
  };
  const submit = () => {
    const inOrder = sorted(drafts);
    const wrong = faultsOf(inOrder, end);
    setDrafts(inOrder);
    setFound(wrong);
    if (Object.keys(wrong).length > 0) return;
    save.mutate(chaptersOf(inOrder), {
      onSuccess: () => {
        void notify('success', inOrder.length > 0 ? m.chapters_saved() : m.chapters_removed());
        onClose();
      },
    });
  };
  return (
    <form
      ref={form}
      noValidate
      onPaste={onPaste}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {save.error && !hasFaults && <FormError>{describe(save.error)}</FormError>}
      <p className="mb-3 text-sm leading-relaxed text-ink-2">{m.chapters_lead()}</p>
      <ol className="grid gap-2" aria-label={m.chapters_list()}>
        {drafts.map((draft, index) => (
          <ChapterRow
            key={draft.key}
            draft={draft}
            number={index + 1}
            isNew={added === draft.key}
            faults={{ start: faults[`items/${index}/start`], title: faults[`items/${index}/title`] }}
            onChange={(changed) => edit(drafts.map((other) => (other.key === draft.key ? changed : other)))}
            onRemove={() => {
              adder.current?.focus();
              edit(drafts.filter(({ key }) => key !== draft.key));
            }}
          />
        ))}
      </ol>
      {pasting && <PasteLines onTake={takeLines} onClose={() => setPasting(false)} />}
      <div className="mt-3 mb-6 flex flex-wrap gap-3">
        <button
          ref={adder}
          type="button"
          className="btn btn-quiet"
          disabled={drafts.length >= MOST_CHAPTERS}
          data-testid={testids.chapterAdd}
          onClick={add}
        >
          <Plus aria-hidden="true" />
          {timeNow ? m.chapters_add_now() : m.chapters_add()}
        </button>
        {!pasting && (
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.chapterPaste}
            onClick={() => setPasting(true)}
          >
            <ClipboardPaste aria-hidden="true" />
            {m.chapters_paste()}
          </button>
        )}
      </div>
      <FormActions
        action={m.chapters_save()}
        working={m.common_saving()}
        pending={save.isPending}
        testid={testids.chaptersSave}
        onClose={onClose}
      />
      <LeaveGuard hasNews={isChanged(drafts, saved)} />
    </form>
  );
}
