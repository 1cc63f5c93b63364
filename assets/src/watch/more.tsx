import { useInfiniteQuery } from '@tanstack/react-query';
import { homeFilter, videosQuery } from '~/api/queries';
import { VideoRow, VideoRowSkeleton } from './video-row';

const SHOWN = 12;

/** What else is on, beside the player or below it. */
export function More({ except }: { except: string }) {
  const { data, isPending } = useInfiniteQuery(videosQuery(homeFilter('newest')));
  const others = data?.pages[0]?.items.filter(({ id }) => id !== except).slice(0, SHOWN) ?? [];
  if (!isPending && others.length === 0) return null;
  return (
    <aside aria-label="More to watch">
      <h2 className="mb-4 text-lg font-bold">More to watch</h2>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-1">
        {isPending
          ? Array.from({ length: 6 }, (_, index) => <VideoRowSkeleton key={index} />)
          : others.map((video) => <VideoRow key={video.id} video={video} />)}
      </div>
    </aside>
  );
}
