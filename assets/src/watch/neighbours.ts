import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { playlistRailQuery, relatedQuery } from '~/api/up-next';
import type { Video } from '~/api/types';
import type { Neighbour } from '~/player/player';

/** What comes before and after a video in a playlist, else what is related to it and is not the one just seen. */
export function besides<V extends { id: string }>(
  id: string,
  playlist: readonly V[] | undefined,
  related: readonly V[],
): { previous: V | undefined; next: V | undefined } {
  const at = playlist?.findIndex((video) => video.id === id) ?? -1;
  if (playlist && at >= 0) return { previous: playlist[at - 1], next: playlist[at + 1] };
  return { previous: undefined, next: playlist?.[0] ?? related[0] };
}

/** The videos that the player goes on to. */
export function useNeighbours(id: string, list: string | undefined) {
  const navigate = useNavigate();
  const { data: rail } = useQuery({ ...playlistRailQuery(list ?? ''), enabled: list !== undefined });
  const { data: related } = useQuery({ ...relatedQuery(id), enabled: list === undefined });
  return useMemo(() => {
    const { previous, next } = besides(id, rail?.videos, related ?? []);
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
