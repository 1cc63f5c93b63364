import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { m } from '~/words';
import { client } from './client';
import { describe } from './problem';
import { must } from './queries';
import type { Blocked } from './types';

/** More than anybody blocks; what a page asks for has an end. */
const MOST = 1000;

/** Whom the person who asks blocks, all of them: a room tells everybody the same, so the page leaves them out by itself. */
export const blocksQuery = queryOptions({
  queryKey: ['blocks'],
  queryFn: async ({ signal }) => {
    const blocks: Blocked[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 100, ...(cursor && { cursor }) };
      const page = must((await client.GET('/api/v1/users/me/blocks', { params: { query }, signal })).data);
      blocks.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor && blocks.length < MOST);
    return blocks;
  },
});

export const usernames = (blocks: readonly Blocked[]) => blocks.map(({ person }) => person.username);

export function withBlock(blocks: Blocked[] | undefined, username: string, isBlocked: boolean): Blocked[] | undefined {
  const others = blocks?.filter(({ person }) => person.username !== username);
  const person = { username, display_name: null, avatar: null };
  return isBlocked ? [{ person, since: new Date().toISOString() }, ...(others ?? [])] : others;
}

/** Whether a signed-in person blocks somebody, and how to change that: at once, with a word that can take it back. */
export function useBlock(username: string) {
  const queries = useQueryClient();
  const { data: isBlocked = false } = useQuery({
    ...blocksQuery,
    select: (blocks) => usernames(blocks).includes(username),
  });
  const show = (isBlocked: boolean) =>
    queries.setQueryData(blocksQuery.queryKey, (blocks) => withBlock(blocks, username, isBlocked));
  const change = useMutation({
    scope: { id: `block:${username}` },
    mutationFn: (isBlocked: boolean) => {
      const params = { path: { username } };
      return isBlocked
        ? client.PUT('/api/v1/users/{username}/block', { params })
        : client.DELETE('/api/v1/users/{username}/block', { params });
    },
    onMutate: async (isBlocked) => {
      await queries.cancelQueries({ queryKey: blocksQuery.queryKey });
      show(isBlocked);
    },
    onSuccess: (_answer, isBlocked) => {
      // Lists that were read meanwhile lack what they wrote.
      if (!isBlocked) for (const queryKey of [['comments'], ['replies']]) void queries.invalidateQueries({ queryKey });
      const text = isBlocked ? m.comments_blocked({ username }) : m.comments_unblocked({ username });
      void notify('success', text, { label: m.common_undo(), onClick: () => change.mutate(!isBlocked) });
    },
    onError: (error, isBlocked) => {
      show(!isBlocked);
      void notify('error', describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: blocksQuery.queryKey }),
  });
  return { isBlocked, change: change.mutate };
}
