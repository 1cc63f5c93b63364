import { EyeOff, Link as LinkIcon, Share2 } from 'lucide-react';
import { type RefObject, Suspense, lazy, useLayoutEffect, useRef, useState } from 'react';
import type { Video } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { age, day, views } from '~/lib/format';
import { testids } from '~/testids';
import { ChaptersPanel } from './chapters-panel';
import { LikeButton } from './like-button';
import { OwnerRow } from './owner-row';

const SharePanel = lazy(() => import('./share-panel'));

interface DetailsProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
}

export function Details({ video, element }: DetailsProps) {
  const [sharing, setSharing] = useState(false);
  const published = video.published_at ?? video.created_at;
  return (
    <div className="min-w-0">
      <h1 className="text-xl leading-snug font-bold tracking-tight sm:text-2xl" data-testid={testids.videoTitle}>
        {video.title}
      </h1>
      <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-4">
        <OwnerRow username={video.owner.username} />
        <div className="flex flex-wrap items-center gap-3">
          <VisibilityNote video={video} />
          <LikeButton video={video} />
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.shareButton}
            onClick={() => setSharing(true)}
          >
            <Share2 aria-hidden="true" />
            Share
          </button>
        </div>
        {sharing && (
          <Suspense>
            <SharePanel video={video} at={element.current?.currentTime ?? 0} onClose={() => setSharing(false)} />
          </Suspense>
        )}
      </div>
      <div className="mt-4 rounded-card bg-sunken px-4 py-3.5 sm:px-5">
        <p className="text-sm font-semibold">
          <span data-testid={testids.videoViews}>{views(video.stats.views)}</span>
          <span className="mx-2 text-ink-3" aria-hidden="true">
            ·
          </span>
          <time dateTime={published} title={day(published)}>
            {age(published)}
          </time>
        </p>
        <Description text={video.description} />
      </div>
      <ChaptersPanel video={video} element={element} />
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
      {hidden ? 'Private' : 'Unlisted'}
    </span>
  );
}

/** Folded to three lines while it is longer than that. */
function Description({ text }: { text: string }) {
  const body = useRef<HTMLParagraphElement>(null);
  const [open, setOpen] = useState(false);
  const [long, setLong] = useState(false);
  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return;
    const measure = () => setLong((was) => was || element.scrollHeight > element.clientHeight + 2);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [text]);
  if (!text.trim()) return null;
  return (
    <>
      <p
        ref={body}
        data-testid={testids.videoDescription}
        className={clsx('mt-2 leading-relaxed whitespace-pre-line text-ink-2', !open && 'line-clamp-3')}
      >
        {text}
      </p>
      {long && (
        <button
          type="button"
          className="-mb-2 min-h-11 text-sm font-semibold"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : 'Show more'}
        </button>
      )}
    </>
  );
}
