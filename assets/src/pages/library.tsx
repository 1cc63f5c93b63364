import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { likesQuery } from '~/api/discovery';
import { historyQuery } from '~/api/history';
import { ownPlaylistsQuery } from '~/api/playlists';
import type { HistoryItem, Playlist, PlaylistItem, Video } from '~/api/types';
import { watchLaterQuery } from '~/api/watch-later';
import { ErrorCard } from '~/components/error-card';
import { ScrollRow } from '~/components/scroll-row';
import { VideoCard, VideoCardSkeleton } from '~/components/video-card';
import { useTitle } from '~/lib/hooks';
import { NewPlaylistButton } from '~/playlists/new-playlist-button';
import { PlaylistCard, PlaylistCardSkeleton } from '~/playlists/playlist-card';
import { testids } from '~/testids';
import { m } from '~/words';

const SHOWN = 10;
const CARD = 'w-[min(17rem,75vw)] flex-none';

const fresh = { refetchOnMount: 'always' } as const;

/** The first of everything that a person keeps. */
export function LibraryPage() {
  useTitle(m.library_title());
  const history = useInfiniteQuery({ ...historyQuery(''), ...fresh });
  const later = useInfiniteQuery({ ...watchLaterQuery, ...fresh });
  const playlists = useInfiniteQuery({ ...ownPlaylistsQuery, ...fresh });
  const likes = useInfiniteQuery({ ...likesQuery, ...fresh });
  const videoCard = (video: Video) => <VideoCard key={video.id} video={video} />;
  const entryCard = ({ video }: HistoryItem | PlaylistItem) => videoCard(video);
  return (
    <>
      <Shelf
        list={history}
        title={m.library_history()}
        to="/history"
        nothing={m.library_history_empty_text()}
        card={entryCard}
        skeleton={<VideoCardSkeleton />}
      />
      <Shelf
        list={later}
        title={m.library_later()}
        to="/watch-later"
        nothing={m.library_later_empty_text()}
        card={entryCard}
        skeleton={<VideoCardSkeleton />}
      />
      <Shelf
        list={playlists}
        title={m.library_playlists()}
        to="/playlists"
        nothing={m.library_playlists_empty_text()}
        action={<NewPlaylistButton />}
        card={(playlist: Playlist) => <PlaylistCard key={playlist.id} playlist={playlist} isMine />}
        skeleton={<PlaylistCardSkeleton />}
      />
      <Shelf
        list={likes}
        title={m.library_likes()}
        to="/likes"
        nothing={m.library_likes_empty_text()}
        card={videoCard}
        skeleton={<VideoCardSkeleton />}
      />
    </>
  );
}

interface ShelfProps<Item> {
  list: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }>>;
  title: string;
  to: LinkProps['to'];
  /** Said when it is empty. */
  nothing: string;
  action?: ReactNode;
  card: (item: Item) => ReactNode;
  skeleton: ReactNode;
}

function Shelf<Item>({ list, title, to, nothing, action, card, skeleton }: ShelfProps<Item>) {
  const items = list.data?.pages[0]?.items.slice(0, SHOWN);
  return (
    <section className="min-w-0" aria-busy={!items && !list.isError} data-testid={testids.libraryShelf}>
      <div className="mb-2 flex items-baseline gap-4 border-b border-line">
        <h2 className="text-xl font-bold tracking-tight">{title}</h2>
        {items && items.length > 0 && (
          <Link to={to} className="link ml-auto inline-flex min-h-11 items-center text-sm">
            {m.library_see_all()}
            <span className="sr-only">: {title}</span>
          </Link>
        )}
      </div>
      {list.isError && !items && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {items?.length === 0 && (
        <div className="flex flex-wrap items-center gap-4 py-3 text-ink-2">
          <p className="min-w-48 flex-1">{nothing}</p>
          {action}
        </div>
      )}
      {items?.length !== 0 && !list.isError && (
        <ScrollRow className="gap-5 pt-2">
          {items
            ? items.map((item, index) => (
                <div key={index} className={CARD}>
                  {card(item)}
                </div>
              ))
            : Array.from({ length: 4 }, (_, index) => (
                <div key={index} className={CARD}>
                  {skeleton}
                </div>
              ))}
        </ScrollRow>
      )}
    </section>
  );
}
