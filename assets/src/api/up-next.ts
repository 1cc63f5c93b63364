import { queryOptions } from '@tanstack/react-query';
import { client } from './client';
import { must } from './queries';
import type { PlaylistItem } from './types';

const RELATED = 20;
const PAGE = 100;
/** Longer playlists are shown from their beginning. */
const MOST = 500;

/** What to watch after a video. */
export const relatedQuery = (id: string) =>
  queryOptions({
    queryKey: ['related', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: RELATED } };
      return must((await client.GET('/api/v1/videos/{id}/related', { params, signal })).data).items;
    },
    staleTime: 60_000,
  });

/** A playlist with all that is in it, to be played through. */
export const playlistRailQuery = (id: string) =>
  queryOptions({
    queryKey: ['playlist-rail', id],
    queryFn: async ({ signal }) => {
      const path = { id };
      const about = client.GET('/api/v1/playlists/{id}', { params: { path }, signal });
      const items: PlaylistItem[] = [];
      for (let cursor: string | undefined; items.length < MOST;) {
        const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = must((await client.GET('/api/v1/playlists/{id}/items', { params: { path, query }, signal })).data);
        items.push(...page.items);
        cursor = page.next_cursor ?? undefined;
        if (!cursor) break;
      }
      return { playlist: must((await about).data).playlist, videos: items.map(({ video }) => video) };
    },
    staleTime: 30_000,
  });
