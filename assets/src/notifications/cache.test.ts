import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { Notification } from '~/api/types';
import { notificationsQuery, take, unreadQuery, withNew, withRead } from './cache';

const told = (id: string, read_at: string | null = null): Notification => ({
  id,
  kind: 'follow',
  created_at: '2026-11-21T12:00:00Z',
  read_at,
});
const listOf = (...pages: Notification[][]) => ({
  pages: pages.map((items) => ({ items, unread: 0 })),
  pageParams: pages.map(() => undefined),
});
const ids = (list: ReturnType<typeof listOf>) => list.pages.map(({ items }) => items.map(({ id }) => id));

it('puts a new one first, and only once', () => {
  const list = listOf([told('2')], [told('1')]);
  expect(withNew(list, told('3')).pages.map(({ items }) => items.length)).toEqual([2, 1]);
  expect(withNew(list, told('1'))).toBe(list);
});

it('marks some or all as read and keeps when others were', () => {
  const list = listOf([told('2'), told('1', 'before')]);
  const times = (changed: ReturnType<typeof withRead>) => changed.pages[0]?.items.map(({ read_at }) => read_at);
  expect(times(withRead(list, ['1'], 'now'))).toEqual([null, 'before']);
  expect(times(withRead(list, 'all', 'now'))).toEqual(['now', 'before']);
});

it('counts what is told, and asks for the list again when only the count is told', () => {
  const queries = new QueryClient();
  queries.setQueryData(notificationsQuery.queryKey, listOf([told('1')]));
  take(queries, { type: 'notification.created', notification: told('2'), unread: 2 });
  expect(queries.getQueryData(unreadQuery.queryKey)).toBe(2);
  expect(ids(queries.getQueryData(notificationsQuery.queryKey) ?? listOf())).toEqual([['2', '1']]);
  expect(queries.getQueryState(notificationsQuery.queryKey)?.isInvalidated).toBe(false);
  take(queries, { type: 'notifications.unread', unread: 0 });
  expect(queries.getQueryData(unreadQuery.queryKey)).toBe(0);
  expect(queries.getQueryState(notificationsQuery.queryKey)?.isInvalidated).toBe(true);
});
