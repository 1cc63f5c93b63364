import { Hourglass } from 'lucide-react';
import type { Video } from '~/api/types';
import { RenditionBars, stateWords } from '~/components/processing';
import { Progress } from '~/components/progress';
import { testids } from '~/testids';
import { m } from '~/words';

/** How far the bytes are, or what is made of them; unknown of an upload without a length. */
function partOf({ state, upload, progress }: Video): number | undefined {
  if (state !== 'uploading') return progress;
  return upload?.length ? upload.received / upload.length : undefined;
}

/** Stands in for the player until there is something to play; the page looks again by itself. */
export function ProcessingCard({ video }: { video: Video }) {
  const uploading = video.state === 'uploading';
  const part = partOf(video);
  return (
    <div
      data-testid={testids.processingState}
      data-state={video.state}
      className="stage relative size-full overflow-hidden text-ink"
    >
      {video.playback.poster && (
        <img src={video.playback.poster} alt="" className="absolute inset-0 size-full object-cover opacity-25" />
      )}
      <div className="relative grid size-full place-content-center justify-items-center gap-3 overflow-auto px-6 text-center">
        <Hourglass className="size-9 text-[#f3b23f] max-sm:hidden" strokeWidth={1.5} aria-hidden="true" />
        <p className="font-display text-xl font-bold sm:text-2xl" role="status">
          {uploading ? m.watch_uploading_title() : m.watch_processing_title()}
        </p>
        <p className="max-w-prose text-white/80">{uploading ? m.watch_uploading() : m.watch_processing()}</p>
        <p className="sr-only">{stateWords(video)}</p>
        <div className="mt-2 w-[min(24rem,80vw)] text-white max-sm:hidden">
          <RenditionBars video={video} />
        </div>
        {part !== undefined && (
          <Progress value={part} label={stateWords(video)} className="mt-1 w-[min(24rem,80vw)] sm:hidden" />
        )}
      </div>
    </div>
  );
}
