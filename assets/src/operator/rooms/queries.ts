import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';

export const liveRoomsQuery = queryOptions({
  queryKey: ['operator', 'rooms'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/operator/rooms', { signal })).data),
});
