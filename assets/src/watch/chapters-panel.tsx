import { useQuery } from '@tanstack/react-query';
import { ListVideo, Pencil } from 'lucide-react';
import { type RefObject, Suspense, lazy, useEffect, useState } from 'react';
import { useChapters } from '~/api/chapters';
import { meQuery } from '~/api/queries';
import type { Chapter, Video } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { clock, spokenDuration } from '~/lib/format';
import { playFrom } from '~/player/seek';
import { testids } from '~/testids';

const ChaptersForm = lazy(() => import('~/chapters/chapters-form'));

type Element = RefObject<HTMLVideoElement | null>;

/** The number of the chapter that plays. Media events do not rise, but they can be met on their way down. */
function useCurrentChapter(chapters: readonly Chapter[], element: Element): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const look = ({ target }: Event) => {
      const video = element.current;
      if (video && target === video) setCurrent(chapters.findLastIndex(({ start }) => start <= video.currentTime));
    };
    const events = ['timeupdate', 'seeking'];
    for (const event of events) document.addEventListener(event, look, { capture: true });
    return () => {
      for (const event of events) document.removeEventListener(event, look, { capture: true });
    };
  }, [chapters, element]);
  return current;
}

/** The named places of a video to go to; its owner can name them here, beside the player. */
export function ChaptersPanel({ video, element }: { video: Video; element: Element }) {
  const { data: me } = useQuery(meQuery);
  const chapters = useChapters(video);
  const [editing, setEditing] = useState(false);
  const isMine = me?.username === video.owner.username;
  if (chapters.length === 0 && !isMine) return null;
  const label = chapters.length > 0 ? 'Edit chapters' : 'Add chapters';
  return (
    <section aria-label="Chapters" className="mt-4 rounded-card bg-sunken px-4 py-3.5 sm:px-5">
      <div className="flex min-h-11 items-center gap-3">
        <ListVideo className="size-5 flex-none text-ink-3" aria-hidden="true" />
        <h2 className="mr-auto font-sans font-semibold">Chapters</h2>
        {isMine && !editing && (
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.chaptersEdit}
            onClick={() => setEditing(true)}
          >
            <Pencil aria-hidden="true" />
            {label}
          </button>
        )}
      </div>
      {editing ? (
        <Suspense fallback={<div className="skeleton mt-2 h-40" />}>
          <ChaptersForm
            video={video}
            timeNow={() => element.current?.currentTime ?? 0}
            onClose={() => setEditing(false)}
          />
        </Suspense>
      ) : (
        chapters.length > 0 && <ChapterList chapters={chapters} element={element} />
      )}
    </section>
  );
}

function ChapterList({ chapters, element }: { chapters: readonly Chapter[]; element: Element }) {
  const current = useCurrentChapter(chapters, element);
  return (
    <ol className="-mx-2 mt-1 max-h-80 overflow-y-auto" data-testid={testids.chapterList}>
      {chapters.map(({ start, title }, index) => (
        <li key={start}>
          <button
            type="button"
            className={clsx(
              'flex min-h-11 w-full items-center gap-3 rounded-control px-2 py-2 text-left hover:bg-surface',
              index === current && 'bg-surface font-semibold',
            )}
            aria-current={index === current ? 'true' : undefined}
            data-testid={testids.chapter}
            onClick={() => element.current && playFrom(element.current, start)}
          >
            <span className="min-w-14 flex-none text-sm font-semibold text-accent tabular-nums">
              <span aria-hidden="true">{clock(start)}</span>
              <span className="sr-only">{spokenDuration(start)}</span>
            </span>
            <span className="min-w-0 break-words">{title}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
