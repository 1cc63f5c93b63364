import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import { after, paged } from '../queries';

export const reportsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['operator', 'reports'],
  queryFn: async ({ pageParam, signal }) =>
    must((await client.GET('/api/v1/operator/reports', { params: { query: after(pageParam) }, signal })).data),
});

export const rulesQuery = queryOptions({
  queryKey: ['operator', 'comment-rules'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/comment-rules', { signal })).data),
});
