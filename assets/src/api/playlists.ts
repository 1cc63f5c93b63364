import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { client } from './client';
import { itemsOf, paged, withItems } from './lists';
import { describe } from './problem';
import { must } from './queries';
import type { Playlist, Visibility } from './types';

const ALL_AT_ONCE = 100;

export const ownPlaylistsQuery = paged(['playlists', 'mine'], (query, signal) =>
  client.GET('/api/v1/users/me/playlists', { params: { query }, signal }),
);

/** The person's playlists, each with whether this video is in it. */
export const playlistsAboutQuery = (video: string) =>
  paged(
    ['playlists', 'about', video],
    (query, signal) => client.GET('/api/v1/users/me/playlists', { params: { query: { ...query, video } }, signal }),
    ALL_AT_ONCE,
  );

export const channelPlaylistsQuery = (username: string) =>
  paged(['playlists', 'of', username], (query, signal) =>
    client.GET('/api/v1/users/{username}/playlists', { params: { path: { username }, query }, signal }),
  );

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: ['playlist', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/playlists/{id}', { params: { path: { id } }, signal })).data).playlist,
    staleTime: 10_000,
  });

export const playlistItemsQuery = (id: string) =>
  paged(['entries', 'playlist', id], (query, signal) =>
    client.GET('/api/v1/playlists/{id}/items', { params: { path: { id }, query }, signal }),
  );

export interface PlaylistDetails {
  title: string;
  description: string;
  visibility: Visibility;
}

export function useCreatePlaylist() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: PlaylistDetails) => must((await client.POST('/api/v1/playlists', { body })).data).playlist,
    onSuccess: (playlist) => {
      queries.setQueryData(playlistQuery(playlist.id).queryKey, playlist);
      return queries.invalidateQueries({ queryKey: ['playlists'] });
    },
  });
}

export function useUpdatePlaylist(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: PlaylistDetails) =>
      must((await client.PATCH('/api/v1/playlists/{id}', { params: { path: { id } }, body })).data).playlist,
    onSuccess: (playlist) => {
      queries.setQueryData(playlistQuery(id).queryKey, playlist);
      return queries.invalidateQueries({ queryKey: ['playlists'] });
    },
  });
}

export function useDeletePlaylist(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.DELETE('/api/v1/playlists/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['playlists'] }),
    onError: (error) => void notify('error', describe(error)),
  });
}

interface Membership {
  playlist: Playlist;
  isIn: boolean;
}

/** Puts a video into a playlist or takes it out: shown at once, and taken back with a word if the server refuses. */
export function useMembership(video: string) {
  const queries = useQueryClient();
  const { queryKey } = playlistsAboutQuery(video);
  const show = ({ playlist: { id }, isIn }: Membership) =>
    queries.setQueryData(queryKey, (list) => {
      if (!list) return list;
      const changed = (item: Playlist): Playlist =>
        item.id === id ? { ...item, has_video: isIn, videos: Math.max(0, item.videos + (isIn ? 1 : -1)) } : item;
      return withItems(list, itemsOf<Playlist>(list, (item) => item.id).map(changed));
    });
  return useMutation({
    mutationKey: ['membership', video],
    scope: { id: `membership:${video}` },
    mutationFn: async ({ playlist: { id }, isIn }: Membership): Promise<void> => {
      if (isIn) await client.POST('/api/v1/playlists/{id}/items', { params: { path: { id } }, body: { video } });
      else await client.DELETE('/api/v1/playlists/{id}/items/{video}', { params: { path: { id, video } } });
    },
    onMutate: async (change) => {
      // What is on its way was read before.
      await queries.cancelQueries({ queryKey });
      show(change);
    },
    onError: (error, { playlist, isIn }) => {
      show({ playlist, isIn: !isIn });
      void notify('error', describe(error));
    },
    onSettled: (_done, _error, { playlist }) => {
      void queries.invalidateQueries({ queryKey: playlistQuery(playlist.id).queryKey });
      void queries.invalidateQueries({ queryKey: playlistItemsQuery(playlist.id).queryKey });
      void queries.invalidateQueries({ queryKey: ownPlaylistsQuery.queryKey });
    },
  });
}
