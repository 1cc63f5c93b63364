import { Link } from '@tanstack/react-router';
import { ChevronLeft, Copy, SquarePlay } from 'lucide-react';
import { wordsOfFailure } from '~/api/failure-words';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { copyText, watchUrl } from '~/lib/copy';
import { clock } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { StateChip } from '../state-chip';

/** Which video this is, how it is doing, and where it is watched. */
export function StudioVideoHead({ video }: { video: Video }) {
  const { id, title, duration, failure } = video;
  return (
    <header className="mb-6">
      <Link
        to="/studio"
        className="-ml-2 inline-flex min-h-11 items-center gap-1 px-2 text-sm font-semibold text-ink-2 hover:text-ink"
      >
        <ChevronLeft className="size-4" aria-hidden="true" />
        {m.studio_all_videos()}
      </Link>
      <div className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-3">
        <div className="w-32 flex-none overflow-hidden rounded-[10px] max-sm:hidden">
          <Poster src={video.playback.poster} />
        </div>
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="line-clamp-2 text-2xl font-bold tracking-tight" data-testid={testids.studioHeading}>
            {title}
          </h1>
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-3">
            <StateChip video={video} />
            {duration != null && duration > 0 && <span className="tabular-nums">{clock(duration)}</span>}
          </p>
          {failure && <p className="mt-1.5 text-sm text-bad">{wordsOfFailure(failure)}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          <Link to="/watch/$id" params={{ id }} className="btn btn-quiet" data-testid={testids.studioWatch}>
            <SquarePlay aria-hidden="true" />
            {m.studio_watch()}
          </Link>
          <button
            type="button"
            className="btn btn-quiet"
            onClick={() => void copyText(watchUrl(id), m.studio_link_copied())}
          >
            <Copy aria-hidden="true" />
            {m.studio_copy_link()}
          </button>
        </div>
      </div>
    </header>
  );
}
