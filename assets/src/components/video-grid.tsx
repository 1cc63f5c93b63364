import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ListFilter, videosQuery } from '~/api/queries';
import { useNear } from '~/lib/hooks';
import { testids } from '~/testids';
import { ErrorCard } from './error-card';
import { VideoCard, VideoCardSkeleton } from './video-card';

const GRID =
  'grid grid-cols-1 gap-x-5 gap-y-9 min-[520px]:grid-cols-2 min-[900px]:grid-cols-3 min-[1200px]:grid-cols-4 min-[1560px]:grid-cols-5 min-[1900px]:grid-cols-6';

interface VideoGridProps {
  filter: ListFilter;
  empty: ReactNode;
  withOwner?: boolean;
}

/** A list of videos that goes on as one scrolls. */
export function VideoGrid({ filter, empty, withOwner = true }: VideoGridProps) {
  const list = useInfiniteQuery(videosQuery(filter));
  const end = useNear<HTMLDivElement>(
    () => void list.fetchNextPage(),
    list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
  );
  const videos = list.data?.pages.flatMap((page) => page.items);

  if (!videos) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return (
      <div className={GRID} aria-busy="true" aria-label="Loading videos">
        {Array.from({ length: 12 }, (_, index) => (
          <VideoCardSkeleton key={index} withOwner={withOwner} />
        ))}
      </div>
    );
  }
  if (videos.length === 0) return empty;
  return (
    <>
      <div className={GRID} data-testid={testids.videoGrid}>
        {videos.map((video, index) => (
          <VideoCard key={video.id} video={video} eager={index < 6} withOwner={withOwner} />
        ))}
        {list.isFetchingNextPage &&
          Array.from({ length: 6 }, (_, index) => <VideoCardSkeleton key={index} withOwner={withOwner} />)}
      </div>
      {list.isFetchNextPageError ? (
        <p className="py-10 text-center">
          <button type="button" className="btn btn-quiet" onClick={() => void list.fetchNextPage()}>
            The rest did not load. Try again
          </button>
        </p>
      ) : (
        <div ref={end} className="h-10" aria-hidden="true" />
      )}
    </>
  );
}
