import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { itemsOf } from '~/api/lists';
import type { Playlist, PlaylistPage } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { PagedEnd } from '~/components/paged-end';
import { m } from '~/words';
import { PlaylistCard, PlaylistCardSkeleton } from './playlist-card';

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(min(100%,14rem),1fr))] gap-x-5 gap-y-7';

interface PlaylistGridProps {
  list: UseInfiniteQueryResult<InfiniteData<PlaylistPage>>;
  empty: ReactNode;
  isMine?: boolean;
}

export function PlaylistGrid({ list, empty, isMine = false }: PlaylistGridProps) {
  if (!list.data) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return (
      <div className={GRID} aria-busy="true" aria-label={m.common_loading()}>
        {Array.from({ length: 6 }, (_, index) => (
          <PlaylistCardSkeleton key={index} />
        ))}
      </div>
    );
  }
  const playlists = itemsOf<Playlist>(list.data, ({ id }) => id);
  if (playlists.length === 0 && !list.hasNextPage) return empty;
  return (
    <>
      <div className={GRID}>
        {playlists.map((playlist) => (
          <PlaylistCard key={playlist.id} playlist={playlist} isMine={isMine} />
        ))}
      </div>
      <PagedEnd list={list} />
    </>
  );
}
