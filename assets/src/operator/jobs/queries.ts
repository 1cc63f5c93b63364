import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { MediaJob } from '~/api/types';

export const jobsKey = ['operator', 'jobs'];

/** All of them, or those of one video. */
export const jobsQuery = (video?: string) =>
  queryOptions({
    queryKey: [...jobsKey, video],
    queryFn: async ({ signal }) => {
      const query = video ? { video } : {};
      const { items } = must((await client.GET('/api/v1/operator/jobs', { params: { query }, signal })).data);
      // Its states are not those of a video.
      return items as unknown as MediaJob[];
    },
  });

export const lettersQuery = queryOptions({
  queryKey: ['operator', 'dead-letters'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/dead-letters', { signal })).data).items,
});
