import { useQuery } from '@tanstack/react-query';
import { Plus, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useReducer, useState } from 'react';
import { captionsTextQuery, usePutCaptions } from '~/api/captions';
import { describe } from '~/api/problem';
import type { Video } from '~/api/types';
import { FormError } from '~/components/form';
import { languageName } from '~/details/choices';
import { notify } from '~/lib/notify';
import { BesidePlayer, usePlayhead } from '~/studio/video/beside-player';
import { LeaveGuard } from '~/studio/video/leave-guard';
import { testids } from '~/testids';
import { locale, m } from '~/words';
import { CueRow } from './cue-row';
import { type Cue, cuesAt, faultOf, parseCues, writeVtt } from './cues';
import { type Edit, NOTHING, edited, isChanged } from './editing';

interface EditorProps {
  video: Video;
  language: string;
  /** Whether there are captions in this language already. */
  isThere: boolean;
  onClose: () => void;
}

/** Captions of one language beside the player: what is typed is what is seen. */
export function CaptionsEditor({ video, language, isThere, onClose }: EditorProps) {
  // Saving the first words makes them be there; the editor stays as it is.
  const [wasThere] = useState(isThere);
  const { data, error } = useQuery({ ...captionsTextQuery(video.id, language), enabled: wasThere });
  if (error) return <FormError>{describe(error)}</FormError>;
  if (wasThere && data === undefined) return <div className="skeleton h-80 rounded-card!" aria-busy="true" />;
  return <CueEditor video={video} language={language} text={data ?? ''} onClose={onClose} />;
}

interface CueEditorProps extends Omit<EditorProps, 'isThere'> {
  text: string;
}

function CueEditor({ video, language, text, onClose }: CueEditorProps) {
  const [editing, edit] = useReducer(edited, NOTHING, (nothing) =>
    edited(nothing, { type: 'loaded', cues: parseCues(text) }),
  );
  const { element, timeNow, seek } = usePlayhead();
  const [now, setNow] = useState(0);
  const { cues, past, future, added } = editing;
  const duration = video.duration ?? undefined;
  const onEdit = useCallback((change: Edit) => edit(change), []);
  const hasFaults = cues.some((cue) => faultOf(cue, duration) !== undefined);
  const shown = cuesAt(cues, now);
  return (
    <section aria-label={m.studio_captions_in({ name: languageName(language) })} data-testid={testids.captionsEditor}>
      <BesidePlayer video={video} element={element} onTime={setNow} overlay={<Overlay cues={shown} />}>
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.cueAdd}
            onClick={() => edit({ type: 'add', at: timeNow(), end: duration ?? Number.POSITIVE_INFINITY })}
          >
            <Plus aria-hidden="true" />
            {m.studio_cue_add()}
          </button>
          <button
            type="button"
            className="icon-btn"
            aria-label={m.studio_undo()}
            disabled={past.length === 0}
            data-testid={testids.cueUndo}
            onClick={() => edit({ type: 'undo' })}
          >
            <Undo2 aria-hidden="true" />
          </button>
          <button
            type="button"
            className="icon-btn"
            aria-label={m.studio_redo()}
            disabled={future.length === 0}
            data-testid={testids.cueRedo}
            onClick={() => edit({ type: 'redo' })}
          >
            <Redo2 aria-hidden="true" />
          </button>
          <Shift onShift={(seconds) => edit({ type: 'shift', seconds })} isPossible={cues.length > 0} />
        </div>
        {cues.length === 0 && <p className="py-4 text-ink-2">{m.studio_cue_none()}</p>}
        <ol className="grid max-h-[70dvh] gap-2 overflow-y-auto overscroll-contain p-0.5 max-xl:max-h-none">
          {cues.map((cue, index) => (
            <CueRow
              key={cue.key}
              cue={cue}
              number={index + 1}
              isShown={shown.includes(cue)}
              isNew={added === cue.key}
              isLast={index === cues.length - 1}
              duration={duration}
              onEdit={onEdit}
              onSeek={seek}
            />
          ))}
        </ol>
        <SaveRow
          video={video}
          language={language}
          cues={cues}
          isChanged={isChanged(editing)}
          hasFaults={hasFaults}
          onSaved={() => edit({ type: 'saved', cues })}
          onClose={onClose}
        />
      </BesidePlayer>
      <LeaveGuard hasNews={isChanged(editing)} />
    </section>
  );
}

/** As a player shows them; only their plain text, for nothing that was typed is markup of this page. */
function Overlay({ cues }: { cues: readonly Cue[] }) {
  return (
    <div
      className="pointer-events-none absolute inset-x-0 bottom-14 grid justify-items-center gap-1 px-4 text-center"
      data-testid={testids.cueOverlay}
    >
      {cues.map(({ key, text }) => (
        <p key={key} className="rounded bg-black/75 px-2 py-0.5 whitespace-pre-line text-white empty:hidden">
          {text.replace(/<[^>]*>/g, '')}
        </p>
      ))}
    </div>
  );
}

const steps = new Intl.NumberFormat(locale, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'narrow',
  signDisplay: 'always',
});

function Shift({ onShift, isPossible }: { onShift: (seconds: number) => void; isPossible: boolean }) {
  const button = (seconds: number, label: string) => (
    <button
      type="button"
      className="chip px-3!"
      aria-label={label}
      title={label}
      disabled={!isPossible}
      data-testid={testids.cueShift}
      onClick={() => onShift(seconds)}
    >
      {steps.format(seconds)}
    </button>
  );
  return (
    <span className="ml-auto flex gap-1">
      {button(-0.5, m.studio_cues_earlier())}
      {button(0.5, m.studio_cues_later())}
    </span>
  );
}

interface SaveRowProps extends Pick<EditorProps, 'video' | 'language' | 'onClose'> {
  cues: readonly Cue[];
  isChanged: boolean;
  hasFaults: boolean;
  onSaved: () => void;
}

function SaveRow({ video, language, cues, isChanged: hasNews, hasFaults, onSaved, onClose }: SaveRowProps) {
  const put = usePutCaptions(video.id);
  const save = () => {
    const file = new File([writeVtt(cues)], `${language}.vtt`, { type: 'text/vtt' });
    const onSuccess = () => {
      onSaved();
      void notify('success', m.studio_captions_saved());
    };
    put.mutate({ language, label: '', file }, { onSuccess });
  };
  // Those without a word are left out; a time that is wrong is not.
  const isWrong = hasFaults && cues.some((cue) => cue.text.trim() && faultOf(cue, video.duration ?? undefined));
  const isEmpty = cues.every(({ text }) => !text.trim());
  return (
    <div className="mt-4">
      {put.error && <FormError>{describe(put.error)}</FormError>}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <button
          type="button"
          className="btn btn-primary"
          disabled={!hasNews || put.isPending || isWrong || isEmpty}
          data-testid={testids.cuesSave}
          onClick={save}
        >
          {put.isPending ? m.studio_saving() : m.studio_captions_save()}
        </button>
        <button type="button" className="btn btn-quiet" onClick={onClose}>
          {m.studio_close()}
        </button>
        {hasNews && <span className="text-sm text-ink-3">{m.studio_not_saved_yet()}</span>}
      </div>
    </div>
  );
}
