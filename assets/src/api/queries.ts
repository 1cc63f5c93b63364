import { type InfiniteData, QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Boot } from '~/boot';
import { client } from './client';
import { ApiError } from './problem';
import { rememberSignedIn, wasSignedIn } from './session';
import type { Category, Sort, User, Video, VideoPage } from './types';

/** States in which the server is still at work on a video, so that looking again is worth it. */
const AT_WORK = new Set<Video['state']>(['uploading', 'processing', 'playable']);
const PAGE_SIZE = 24;
/** Whoever comes back from a long video finds the list where they left it. */
export const LIST_KEPT_MS = 60 * 60_000;

export const isAtWork = (video: Pick<Video, 'state'>) => AT_WORK.has(video.state);

/** Every request answers or throws an `ApiError`, so an answer without a body can only be a bug. */
export function must<T>(data: T | undefined): T {
  if (data === undefined) throw new Error('an answer without a body');
  return data;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<User | null> => {
    if (!wasSignedIn()) return null;
    try {
      return must((await client.GET('/api/v1/users/me')).data).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        rememberSignedIn(false);
        return null;
      }
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const videoQuery = (id: string) =>
  queryOptions({
    queryKey: ['video', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/videos/{id}', { params: { path: { id } }, signal })).data).video,
    staleTime: 10_000,
  });

/** Named places of a video. The video brings them along; asked for alone when they have changed. */
export const chaptersQuery = (id: string) =>
  queryOptions({
    queryKey: ['chapters', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/videos/{id}/chapters', { params: { path: { id } }, signal })).data).items,
    staleTime: 30_000,
  });

/** A person's public page. */
export const channelQuery = (username: string) =>
  queryOptions({
    queryKey: ['channel', username],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/users/{username}', { params: { path: { username } }, signal })).data).user,
    staleTime: 30_000,
  });

/** Frames that would do as a poster, for the video's owner. */
export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['poster-candidates', id],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/videos/{id}/poster/candidates', { params: { path: { id } }, signal })).data)
        .items,
    staleTime: 60_000,
  });

/** Tags that begin like this, those of most videos first. */
export const tagsQuery = (begun: string) =>
  queryOptions({
    queryKey: ['tags', begun],
    queryFn: async ({ signal }) =>
      must((await client.GET('/api/v1/tags', { params: { query: { q: begun, limit: 8 } }, signal })).data).items,
    staleTime: 60_000,
  });

export interface ListFilter {
  sort?: Sort;
  username?: string;
  mine?: true;
  tag?: string;
  category?: Category;
}

export const videosQuery = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['videos', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      must(
        (
          await client.GET('/api/v1/videos', {
            params: { query: { ...filter, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) } },
            signal,
          })
        ).data,
      ),
    getNextPageParam: (page: VideoPage) => page.next_cursor ?? undefined,
    staleTime: 30_000,
    gcTime: LIST_KEPT_MS,
  });

export const homeFilter = (sort: Sort, narrowed: Pick<ListFilter, 'tag' | 'category'> = {}): ListFilter => ({
  sort,
  ...narrowed,
});

export function createQueries(boot: Boot): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
        refetchOnWindowFocus: false,
      },
    },
  });
  if (boot.user) rememberSignedIn(true);
  if (boot.user || !wasSignedIn()) queries.setQueryData(meQuery.queryKey, boot.user);
  if (boot.video) queries.setQueryData(videoQuery(boot.video.id).queryKey, boot.video);
  if (boot.videos) {
    const first: InfiniteData<VideoPage, string | undefined> = { pages: [boot.videos], pageParams: [undefined] };
    queries.setQueryData(videosQuery(homeFilter('newest')).queryKey, first);
  }
  return queries;
}
