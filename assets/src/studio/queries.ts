import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { VideoPage } from '~/api/types';

const PAGE_SIZE = 100;

/** One's own videos, whatever their visibility and state, the newest first. */
export const ownVideosQuery = infiniteQueryOptions({
  queryKey: ['videos', { mine: true }],
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam, signal }) => {
    const query = { mine: true, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) };
    return must((await client.GET('/api/v1/videos', { params: { query }, signal })).data);
  },
  getNextPageParam: (page: VideoPage) => page.next_cursor ?? undefined,
  staleTime: 30_000,
});

/** How many comments a video has, answers too; of very many only that there are more. The API has no figure for it. */
export const commentCountQuery = (id: string) =>
  queryOptions({
    queryKey: ['comment-count', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: 100 } };
      const { items, next_cursor } = must((await client.GET('/api/v1/videos/{id}/comments', { params, signal })).data);
      const count = items.reduce((sum, { state, replies }) => sum + replies + (state === 'deleted' ? 0 : 1), 0);
      return { count, hasMore: next_cursor != null };
    },
    staleTime: 5 * 60_000,
  });
