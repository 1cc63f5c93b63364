import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { client } from './client';
import { describe } from './problem';
import { channelQuery, must } from './queries';
import type { FollowedPage, PublicUser } from './types';

/** Whom the person who asks follows. */
export const followingQuery = infiniteQueryOptions({
  queryKey: ['following'],
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam, signal }) =>
    must(
      (
        await client.GET('/api/v1/users/me/following', {
          params: { query: pageParam ? { cursor: pageParam } : {} },
          signal,
        })
      ).data,
    ),
  getNextPageParam: (page: FollowedPage) => page.next_cursor ?? undefined,
});

export function withFollow(person: PublicUser, followed: boolean): PublicUser {
  if ((person.followed ?? false) === followed) return person;
  return { ...person, followed, followers: Math.max(0, person.followers + (followed ? 1 : -1)) };
}

function without<Pages extends { pages: FollowedPage[] }>(list: Pages | undefined, username: string) {
  const others = (page: FollowedPage) => page.items.filter(({ person }) => person.username !== username);
  return list && { ...list, pages: list.pages.map((page) => ({ ...page, items: others(page) })) };
}

/** Shows at once that one follows somebody, or does so no longer; takes it back with a word if the server refuses. */
export function useFollow(username: string) {
  const queries = useQueryClient();
  const { queryKey } = channelQuery(username);
  const change = (by: (person: PublicUser) => PublicUser) =>
    queries.setQueryData(queryKey, (person) => person && by(person));
  return useMutation({
    mutationKey: ['follow', username],
    scope: { id: `follow:${username}` },
    mutationFn: async (followed: boolean) => {
      const request = { params: { path: { username } } };
      const { data } = followed
        ? await client.PUT('/api/v1/users/{username}/follow', request)
        : await client.DELETE('/api/v1/users/{username}/follow', request);
      return must(data).followers;
    },
    onMutate: async (followed) => {
      change((person) => withFollow(person, followed));
      if (!followed) queries.setQueryData(followingQuery.queryKey, (list) => without(list, username));
      await queries.cancelQueries({ queryKey });
    },
    onSuccess: (followers) => {
      if (queries.isMutating({ mutationKey: ['follow', username] }) > 1) return;
      change((person) => ({ ...person, followers }));
    },
    onError: (error, followed) => {
      change((person) => withFollow(person, !followed));
      void notify('error', describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: followingQuery.queryKey }),
  });
}
