import { Captions } from 'lucide-react';
import { type RefObject, Suspense, lazy, useState } from 'react';
import type { Video } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';

const Transcript = lazy(() => import('./transcript'));

interface TranscriptPanelProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
}

/** What is said, to be read and searched; fetched when somebody wants it. */
export function TranscriptPanel({ video, element }: TranscriptPanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={m.watch_transcript()} className="mt-4 rounded-card bg-sunken px-4 py-3.5 sm:px-5">
      <div className="flex min-h-11 flex-wrap items-center gap-3">
        <Captions className="size-5 flex-none text-ink-3" aria-hidden="true" />
        <h2 className="mr-auto font-sans font-semibold">{m.watch_transcript()}</h2>
        <button
          type="button"
          className="btn btn-quiet"
          aria-expanded={open}
          data-testid={testids.transcriptToggle}
          onClick={() => setOpen(!open)}
        >
          {open ? m.watch_transcript_hide() : m.watch_transcript_show()}
        </button>
      </div>
      {open && (
        <Suspense fallback={<div className="skeleton mt-2 h-64" />}>
          <Transcript captions={video.playback.captions} element={element} />
        </Suspense>
      )}
    </section>
  );
}
