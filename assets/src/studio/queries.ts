import { infiniteQueryOptions } from '@tanstack/react-query';
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
