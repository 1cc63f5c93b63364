import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';

export const jobsQuery = queryOptions({
  queryKey: ['operator', 'jobs'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/jobs', { signal })).data).items,
});

export const lettersQuery = queryOptions({
  queryKey: ['operator', 'dead-letters'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/dead-letters', { signal })).data).items,
});
