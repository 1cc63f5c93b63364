import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { playlistRailQuery, relatedQuery } from '~/api/up-next';
import type { Video } from '~/api/types';
import type { Neighbour } from '~/player/player';

/** What was watched since the app began, the latest last: two videos that are related to each other are no loop. */
const watched = new Set<string>();

function noteWatched(id: string): void {
  watched.delete(id);
  watched.add(id);
}

/** The most related that was not watched yet, else the one that was watched longest ago. */
export function freshest<V extends { id: string }>(related: readonly V[], seen: ReadonlySet<string>): V | undefined {
  const fresh = related.find(({ id }) => !seen.has(id));
  if (fresh) return fresh;
  for (const id of seen) {
    const oldest = related.find((video) => video.id === id);
    if (oldest) return oldest;
  }
  return undefined;
}

/** What comes before and after a video in a playlist, else what is related to it. */
export function besides<V extends { id: string }>(
  id: string,
  playlist: readonly V[] | undefined,
  related: readonly V[],
  seen: ReadonlySet<string>,
): { previous: V | undefined; next: V | undefined } {
  const at = playlist?.findIndex((video) => video.id === id) ?? -1;
  if (playlist && at >= 0) return { previous: playlist[at - 1], next: playlist[at + 1] };
  return { previous: undefined, next: playlist?.[0] ?? freshest(related, seen) };
}

/** The videos that the player goes on to. */
export function useNeighbours(id: string, list: string | undefined) {
  const navigate = useNavigate();
  const { data: rail } = useQuery({ ...playlistRailQuery(list ?? ''), enabled: list !== undefined });
  const { data: related } = useQuery({ ...relatedQuery(id), enabled: list === undefined });
  useEffect(() => noteWatched(id), [id]);
  return useMemo(() => {
    const { previous, next } = besides(id, rail?.videos, related ?? [], watched);
    const neighbour = (video: Video | undefined): Neighbour | undefined =>
      video && {
        title: video.title,
        owner: video.owner.display_name ?? video.owner.username,
        poster: video.playback.poster ?? undefined,
        go: () => void navigate({ to: '/watch/$id', params: { id: video.id }, search: list ? { list } : {} }),
      };
    return { previous: neighbour(previous), next: neighbour(next) };
  }, [id, list, rail, related, navigate]);
}
