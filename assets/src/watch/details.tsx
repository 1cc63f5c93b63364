import { EyeOff, Link as LinkIcon, Share2 } from 'lucide-react';
import { type RefObject, Suspense, lazy, useState } from 'react';
import type { Video } from '~/api/types';
import { SaveButton } from '~/playlists/save-button';
import { testids } from '~/testids';
import { m } from '~/words';
import { ChaptersPanel } from './chapters-panel';
import { Description } from './description';
import { LikeButton } from './like-button';
import { OwnerRow } from './owner-row';
import { TranscriptPanel } from './transcript-panel';

const SharePanel = lazy(() => import('./share-panel'));

interface DetailsProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
}

export function Details({ video, element }: DetailsProps) {
  const [sharing, setSharing] = useState(false);
  return (
    <div className="min-w-0">
      <h1 className="text-xl leading-snug font-bold tracking-tight sm:text-2xl" data-testid={testids.videoTitle}>
        {video.title}
      </h1>
      <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-4">
        <OwnerRow video={video} />
        <div className="flex flex-wrap items-center gap-3">
          <VisibilityNote video={video} />
          <LikeButton video={video} />
          <SaveButton video={video.id} />
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.shareButton}
            onClick={() => setSharing(true)}
          >
            <Share2 aria-hidden="true" />
            {m.watch_share()}
          </button>
        </div>
        {sharing && (
          <Suspense>
            <SharePanel video={video} at={element.current?.currentTime ?? 0} onClose={() => setSharing(false)} />
          </Suspense>
        )}
      </div>
      <Description video={video} element={element} />
      <ChaptersPanel video={video} element={element} />
      {video.playback.captions.length > 0 && <TranscriptPanel video={video} element={element} />}
    </div>
  );
}

function VisibilityNote({ video }: { video: Video }) {
  if (video.visibility === 'public') return null;
  const hidden = video.visibility === 'private';
  return (
    <span className="status bg-warn-soft text-warn">
      {hidden ? (
        <EyeOff className="size-3.5" aria-hidden="true" />
      ) : (
        <LinkIcon className="size-3.5" aria-hidden="true" />
      )}
      {hidden ? m.watch_private() : m.watch_unlisted()}
    </span>
  );
}
