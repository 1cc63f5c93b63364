import { queryOptions } from '@tanstack/react-query';
import { client } from './client';
import { paged } from './lists';
import { must } from './queries';

const CHIPS = 16;

/** The tags of most public videos. */
export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: async ({ signal }) =>
    must((await client.GET('/api/v1/tags', { params: { query: { limit: CHIPS } }, signal })).data).items,
  staleTime: 5 * 60_000,
});

/** Public videos of the people whom the person follows, the newest first. */
export const feedQuery = paged(['videos', 'feed'], (query, signal) =>
  client.GET('/api/v1/users/me/feed', { params: { query }, signal }),
);

/** What the person likes, the last first. */
export const likesQuery = paged(['videos', 'likes'], (query, signal) =>
  client.GET('/api/v1/users/me/likes', { params: { query }, signal }),
);
