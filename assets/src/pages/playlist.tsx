import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { ListPlus } from 'lucide-react';
import { useMemo } from 'react';
import { playlistList } from '~/api/ordered';
import { playlistItemsQuery, playlistQuery } from '~/api/playlists';
import { isNotFound } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { ErrorCard } from '~/components/error-card';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { OrderedVideos } from '~/library/ordered-videos';
import { PlaylistHead, PlaylistHeadSkeleton } from '~/playlists/playlist-head';
import { testids } from '~/testids';
import { m } from '~/words';
import { NotFound } from './not-found';

const route = getRouteApi('/playlist/$id');

export function PlaylistPage() {
  const { id } = route.useParams();
  const { data: me } = useQuery(meQuery);
  const { data: playlist, error, refetch } = useQuery({ ...playlistQuery(id), refetchOnMount: 'always' });
  const query = useMemo(() => playlistItemsQuery(id), [id]);
  const list = useMemo(() => playlistList(id), [id]);
  const { data: pages } = useInfiniteQuery({ ...query, enabled: false });
  useTitle(playlist?.title);
  if (isNotFound(error)) return <NotFound what="playlist" />;
  if (error && !playlist) return <ErrorCard error={error} retry={() => void refetch()} />;
  const isMine = playlist !== undefined && me?.username === playlist.owner.username;
  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 gap-x-10 gap-y-6 px-4 pt-6 pb-16 sm:px-6 sm:pt-8 lg:grid-cols-[20rem_minmax(0,1fr)]">
      {playlist ? (
        <PlaylistHead playlist={playlist} isMine={isMine} first={pages?.pages[0]?.items[0]?.video.id} />
      ) : (
        <PlaylistHeadSkeleton />
      )}
      <section aria-labelledby="playlist-videos">
        <h2 id="playlist-videos" className="sr-only">
          {m.library_playlist_videos()}
        </h2>
        {playlist && (
          <OrderedVideos
            query={query}
            list={isMine ? list : undefined}
            label={m.library_playlist_videos()}
            playlist={id}
            empty={<Empty isMine={isMine} />}
          />
        )}
      </section>
    </div>
  );
}

function Empty({ isMine }: { isMine: boolean }) {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<ListPlus aria-hidden="true" />}
      title={m.library_playlist_empty()}
      action={
        <Link to="/" className="btn btn-primary">
          {m.library_see_what_is_on()}
        </Link>
      }
    >
      <p>{isMine ? m.library_playlist_empty_text() : m.library_playlist_empty_other()}</p>
    </StateCard>
  );
}
