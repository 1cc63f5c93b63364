import { useQuery } from '@tanstack/react-query';
import { ListVideo, Pencil } from 'lucide-react';
import { type RefObject, Suspense, lazy, useState } from 'react';
import { useChapters } from '~/api/chapters';
import { meQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';
import { ChapterList } from './chapter-list';

const ChaptersForm = lazy(() => import('~/chapters/chapters-form'));

interface ChaptersPanelProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
}

/** The named places of a video to go to; its owner can name them here, beside the player. */
export function ChaptersPanel({ video, element }: ChaptersPanelProps) {
  const { data: me } = useQuery(meQuery);
  const chapters = useChapters(video);
  const [editing, setEditing] = useState(false);
  const isMine = me?.username === video.owner.username;
  if (chapters.length === 0 && !isMine) return null;
  return (
    <section aria-label={m.watch_chapters()} className="mt-4 rounded-card bg-sunken px-4 py-3.5 sm:px-5">
      <div className="flex min-h-11 flex-wrap items-center gap-3">
        <ListVideo className="size-5 flex-none text-ink-3" aria-hidden="true" />
        <h2 className="mr-auto font-sans font-semibold">{m.watch_chapters()}</h2>
        {isMine && !editing && (
          <button
            type="button"
            className="btn btn-quiet"
            data-testid={testids.chaptersEdit}
            onClick={() => setEditing(true)}
          >
            <Pencil aria-hidden="true" />
            {chapters.length > 0 ? m.watch_chapters_edit() : m.watch_chapters_add()}
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
        chapters.length > 0 && (
          <ChapterList chapters={chapters} storyboard={video.playback.storyboard ?? undefined} element={element} />
        )
      )}
    </section>
  );
}
