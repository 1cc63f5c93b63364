import { CircleX } from 'lucide-react';
import { type RefObject, Suspense, lazy } from 'react';
import { wordsOfFailure } from '~/api/failure-words';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { cameFromWithin } from '~/lib/arrival';
import type { Neighbour } from '~/player/player';
import { testids } from '~/testids';
import { m } from '~/words';
import { ProcessingCard } from './processing-card';

const Stage = lazy(() => import('~/player/stage'));

interface StageAreaProps {
  video: Video;
  startAt: number;
  wantsDash: boolean;
  next: Neighbour | undefined;
  previous: Neighbour | undefined;
  element: RefObject<HTMLVideoElement | null>;
  onTheatre: (on: boolean) => void;
}

/** What stands on the stage: the player as soon as there is something to play, until then what is going on. */
export function StageArea({ video, ...stage }: StageAreaProps) {
  const { poster, hls, dash } = video.playback;
  if (video.state === 'failed') return <FailureCard video={video} />;
  if ((hls || dash) && (video.state === 'playable' || video.state === 'ready')) {
    return (
      <Suspense fallback={<Poster src={poster} eager className="size-full object-contain" />}>
        <Stage key={video.id} video={video} autoplay={cameFromWithin()} {...stage} />
      </Suspense>
    );
  }
  return <ProcessingCard video={video} />;
}

function FailureCard({ video }: { video: Video }) {
  const { failure } = video;
  return (
    <div
      role="alert"
      data-testid={testids.failureCard}
      className="grid size-full place-content-center justify-items-center gap-2 overflow-auto px-6 text-center text-white"
    >
      <CircleX className="size-10 text-[#ff9d8f] max-sm:hidden" strokeWidth={1.5} aria-hidden="true" />
      <p className="font-display text-xl font-bold">{m.watch_failed()}</p>
      <p className="max-w-prose text-white/80">{failure ? wordsOfFailure(failure) : m.watch_failed_unknown()}</p>
      {failure && <p className="font-mono text-xs text-white/65">{failure.code}</p>}
    </div>
  );
}
