import { queryOptions } from '@tanstack/react-query';
import { WATCH_LATER } from '~/playlists/play-search';
import { m } from '~/words';
import { client } from './client';
import { must } from './queries';
import type { PlaylistItemPage, Video } from './types';

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

type Asked = (query: { limit: number; cursor?: string }) => Promise<{ data?: PlaylistItemPage }>;

/** All videos of a list, page by page. */
async function videosOf(ask: Asked): Promise<Video[]> {
  const videos: Video[] = [];
  let cursor: string | undefined;
  do {
    const page = must((await ask({ limit: PAGE, ...(cursor && { cursor }) })).data);
    videos.push(...page.items.map(({ video }) => video));
    cursor = page.next_cursor ?? undefined;
  } while (cursor && videos.length < MOST);
  return videos;
}

interface Rail {
  title: string;
  /** Who made it; nobody for one's own list of what is watched later. */
  owner: string | undefined;
  videos: Video[];
}

async function laterRail(signal: AbortSignal): Promise<Rail> {
  const videos = await videosOf((query) => client.GET('/api/v1/users/me/watch-later', { params: { query }, signal }));
  return { title: m.library_later(), owner: undefined, videos };
}

async function railOf(id: string, signal: AbortSignal): Promise<Rail> {
  const path = { id };
  const [about, videos] = await Promise.all([
    client.GET('/api/v1/playlists/{id}', { params: { path }, signal }),
    videosOf((query) => client.GET('/api/v1/playlists/{id}/items', { params: { path, query }, signal })),
  ]);
  const { title, owner } = must(about.data).playlist;
  return { title, owner: owner.username, videos };
}

/** A playlist with all that is in it, to be played through. */
export const playlistRailQuery = (id: string) =>
  queryOptions({
    queryKey: ['playlist-rail', id],
    queryFn: ({ signal }) => (id === WATCH_LATER ? laterRail(signal) : railOf(id, signal)),
    staleTime: 30_000,
  });
