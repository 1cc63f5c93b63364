import { CircleX } from 'lucide-react';
import { type RefObject, Suspense, lazy } from 'react';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { cameFromWithin } from '~/lib/arrival';
import { testids } from '~/testids';
import { ProcessingCard } from './processing-card';

const Stage = lazy(() => import('~/player/stage'));

interface StageAreaProps {
  video: Video;
  startAt: number;
  element: RefObject<HTMLVideoElement | null>;
  onTheatre: (on: boolean) => void;
}

/** What stands on the stage: the player as soon as there is something to play, until then what is going on. */
export function StageArea({ video, startAt, element, onTheatre }: StageAreaProps) {
  const { poster, hls } = video.playback;
  if (video.state === 'failed') return <FailureCard video={video} />;
  if (hls && (video.state === 'playable' || video.state === 'ready')) {
    return (
      <Suspense fallback={<Poster src={poster} eager className="size-full object-contain" />}>
        <Stage
          key={video.id}
          video={video}
          source={hls}
          startAt={startAt}
          autoplay={cameFromWithin()}
          onTheatre={onTheatre}
          element={element}
        />
      </Suspense>
    );
  }
  return <ProcessingCard video={video} />;
}

function FailureCard({ video }: { video: Video }) {
  const { detail, code } = video.failure ?? { detail: 'This video could not be processed.', code: 'unknown' };
  return (
    <div
      role="alert"
      data-testid={testids.failureCard}
      className="grid size-full place-content-center justify-items-center gap-2 overflow-auto px-6 text-center text-white"
    >
      <CircleX className="size-10 text-[#ff9d8f] max-sm:hidden" strokeWidth={1.5} aria-hidden="true" />
      <p className="font-display text-xl font-bold">This video cannot be shown</p>
      <p className="max-w-prose text-white/80">{detail}</p>
      <p className="font-mono text-xs text-white/65">{code}</p>
    </div>
  );
}
