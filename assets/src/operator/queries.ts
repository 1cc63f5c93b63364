import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { Role, Status } from '~/api/types';

interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
}

export interface PeopleFilter {
  search?: string;
  role?: Role;
  status?: Status;
}

export const paged = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>) => page.next_cursor ?? undefined,
};

export const after = (cursor: string | undefined) => (cursor ? { cursor } : {});

export const signUpsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['operator', 'sign-ups'],
  queryFn: async ({ pageParam, signal }) =>
    must((await client.GET('/api/v1/operator/sign-ups', { params: { query: after(pageParam) }, signal })).data),
});

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: ['operator', 'people', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filter, ...after(pageParam) };
      return must((await client.GET('/api/v1/operator/users', { params: { query }, signal })).data);
    },
  });

export const auditQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['operator', 'audit'],
  queryFn: async ({ pageParam, signal }) =>
    must((await client.GET('/api/v1/operator/audit', { params: { query: after(pageParam) }, signal })).data),
});
