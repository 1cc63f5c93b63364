import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import { after, paged } from '../queries';

export const tiersQuery = queryOptions({
  queryKey: ['operator', 'tiers'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/tiers', { signal })).data).items,
});

export const storageQuery = queryOptions({
  queryKey: ['operator', 'storage'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/storage', { signal })).data),
});

export const storedVideosQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['operator', 'storage', 'videos'],
  queryFn: async ({ pageParam, signal }) =>
    must((await client.GET('/api/v1/operator/storage/videos', { params: { query: after(pageParam) }, signal })).data),
});
