import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { MediaJob } from '~/api/types';

export const jobsQuery = queryOptions({
  queryKey: ['operator', 'jobs'],
  queryFn: async ({ signal }) => {
    const { items } = must((await client.GET('/api/v1/operator/jobs', { signal })).data);
    // Its states are not those of a video.
    return items as unknown as MediaJob[];
  },
});

export const lettersQuery = queryOptions({
  queryKey: ['operator', 'dead-letters'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/dead-letters', { signal })).data).items,
});
