import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Clapperboard, Upload } from 'lucide-react';
import { isAtWork, videosQuery } from '~/api/queries';
import { ErrorCard } from '~/components/error-card';
import { StateCard } from '~/components/state-card';
import { useNear, useTitle } from '~/lib/hooks';
import { StudioRow, StudioRowSkeleton } from '~/studio/studio-row';
import { testids } from '~/testids';

const LOOK_AGAIN_MS = 2000;

export function StudioPage() {
  useTitle('Studio');
  const list = useInfiniteQuery({
    ...videosQuery({ mine: true }),
    refetchOnMount: 'always',
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isAtWork)) ? LOOK_AGAIN_MS : false,
  });
  const end = useNear<HTMLDivElement>(
    () => void list.fetchNextPage(),
    list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
  );
  const videos = list.data?.pages.flatMap((page) => page.items);

  if (!videos && list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
  return (
    <div className="mx-auto max-w-6xl px-4 pt-6 pb-20 sm:px-6 sm:pt-10">
      <div className="mb-4 flex items-center justify-between gap-4">
        <h1 className="text-3xl font-bold tracking-tight">Studio</h1>
        <Link to="/upload" className="btn btn-quiet sm:hidden">
          <Upload aria-hidden="true" />
          Upload
        </Link>
      </div>
      {videos?.length === 0 ? (
        <StateCard
          testid={testids.emptyState}
          icon={<Clapperboard aria-hidden="true" />}
          title="Your studio is quiet"
          action={
            <Link to="/upload" className="btn btn-primary">
              Upload a video
            </Link>
          }
        >
          <p>Everything you upload is looked after here.</p>
        </StateCard>
      ) : (
        <ul className="border-t border-line" aria-busy={videos === undefined}>
          {videos
            ? videos.map((video) => <StudioRow key={video.id} video={video} />)
            : Array.from({ length: 6 }, (_, index) => <StudioRowSkeleton key={index} />)}
        </ul>
      )}
      <div ref={end} className="h-8" aria-hidden="true" />
    </div>
  );
}
