import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { client, sessionFetch } from '~/api/client';
import { channelQuery, meQuery, must } from '~/api/queries';
import type { User } from '~/api/types';

export type PictureKind = 'avatar' | 'banner';

/** The person who asks with all that is theirs; the page itself brings less of them. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/users/me', { signal })).data).user,
  staleTime: 30_000,
});

/** Keeps what an answer tells of the person, wherever it is shown; what it leaves out stays. */
export function useKeepAccount(): (user: User) => void {
  const queries = useQueryClient();
  return (user) => {
    queries.setQueryData(accountQuery.queryKey, (old) => ({ ...old, ...user }));
    queries.setQueryData(meQuery.queryKey, (old) => ({ ...old, ...user }));
    void queries.invalidateQueries({ queryKey: channelQuery(user.username).queryKey });
  };
}

/** Puts an image in the place of a picture, or nothing. */
export async function putPicture(kind: PictureKind, image: File | null): Promise<User> {
  const url = new URL(`/api/v1/users/me/${kind}`, location.origin);
  const init: RequestInit = image
    ? { method: 'PUT', headers: { 'content-type': image.type }, body: image }
    : { method: 'DELETE' };
  const response = await sessionFetch(new Request(url, init));
  return ((await response.json()) as { user: User }).user;
}
