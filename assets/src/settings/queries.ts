import { queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/users/me/sessions', { signal })).data).items,
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/users/me/api-keys', { signal })).data).items,
});

export const totpQuery = queryOptions({
  queryKey: ['totp'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/users/me/totp', { signal })).data),
});
