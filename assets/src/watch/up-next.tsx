import { useQuery } from '@tanstack/react-query';
import { relatedQuery } from '~/api/up-next';
import { ErrorCard } from '~/components/error-card';
import { testids } from '~/testids';
import { m } from '~/words';
import { AutoplaySwitch } from './autoplay-switch';
import { VideoRow, VideoRowSkeleton } from './video-row';

interface UpNextProps {
  id: string;
  /** In a playlist its own order says what comes next. */
  inPlaylist: boolean;
}

/** What to watch after this, beside the player or below it. */
export function UpNext({ id, inPlaylist }: UpNextProps) {
  const { data: videos, error, refetch } = useQuery(relatedQuery(id));
  if (error && !videos) return <ErrorCard error={error} retry={() => void refetch()} />;
  if (videos?.length === 0) return null;
  return (
    <aside aria-label={m.watch_up_next()} data-testid={testids.upNext}>
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 className="text-lg font-bold">{m.watch_up_next()}</h2>
        {!inPlaylist && <AutoplaySwitch />}
      </div>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-1">
        {videos
          ? videos.map((video) => <VideoRow key={video.id} video={video} />)
          : Array.from({ length: 6 }, (_, index) => <VideoRowSkeleton key={index} />)}
      </div>
    </aside>
  );
}
