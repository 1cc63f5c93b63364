import { type InfiniteData, type QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { Notification, NotificationPage } from '~/api/types';

const PAGE_SIZE = 20;

/** What the socket tells. */
export type NotificationMessage =
  | { type: 'notification.created'; notification: Notification; unread: number }
  | { type: 'notifications.unread'; unread: number };

type List = InfiniteData<NotificationPage, unknown>;

async function readPage(limit: number, cursor: string | undefined, signal: AbortSignal): Promise<NotificationPage> {
  const query = { limit, ...(cursor ? { cursor } : {}) };
  return must((await client.GET('/api/v1/users/me/notifications', { params: { query }, signal })).data);
}

/** What the person was told of, the newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: ['notifications', 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) => readPage(PAGE_SIZE, pageParam, signal),
  getNextPageParam: (page: NotificationPage) => page.next_cursor ?? undefined,
  staleTime: 60_000,
});

/** How many are unread. The socket tells; it is asked for only where there is none. */
export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: async ({ signal }) => (await readPage(1, undefined, signal)).unread,
  staleTime: Infinity,
});

/** The list with a new one before all others; once, however often it is told. */
export function withNew(list: List, notification: Notification): List {
  const [first, ...others] = list.pages;
  const isKnown = list.pages.some((page) => page.items.some(({ id }) => id === notification.id));
  if (!first || isKnown) return list;
  return { ...list, pages: [{ ...first, items: [notification, ...first.items] }, ...others] };
}

/** The list with some of them read, or all. */
export function withRead(list: List, ids: readonly string[] | 'all', at: string): List {
  const isMeant = (id: string) => ids === 'all' || ids.includes(id);
  const read = (told: Notification) => (isMeant(told.id) && !told.read_at ? { ...told, read_at: at } : told);
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(read) })) };
}

/** Takes what the socket tells to where it is shown. */
export function take(queries: QueryClient, message: NotificationMessage): void {
  const { queryKey } = notificationsQuery;
  queries.setQueryData(unreadQuery.queryKey, message.unread);
  // The first message of a connection is the count: what happened before it is in the list, read anew.
  const knowsAll = message.type === 'notification.created' && queries.isFetching({ queryKey }) === 0;
  if (knowsAll) queries.setQueryData(queryKey, (list) => list && withNew(list, message.notification));
  else void queries.invalidateQueries({ queryKey });
}
