import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { must } from '~/api/queries';
import { notify } from '~/lib/notify';
import { notificationsQuery, unreadQuery, withRead } from './cache';

/** Marks notifications as read at once; if the server refuses, what it knows is shown again. */
export function useMarkRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[] | 'all') => {
      const body = ids === 'all' ? { all: true } : { ids: [...ids] };
      return must((await client.POST('/api/v1/users/me/notifications/read', { body })).data).unread;
    },
    onMutate: (ids) => {
      const at = new Date().toISOString();
      queries.setQueryData(notificationsQuery.queryKey, (list) => list && withRead(list, ids, at));
      queries.setQueryData(
        unreadQuery.queryKey,
        (count) => count && (ids === 'all' ? 0 : Math.max(0, count - ids.length)),
      );
    },
    onSuccess: (unread) => queries.setQueryData(unreadQuery.queryKey, unread),
    onError: (error) => {
      void queries.invalidateQueries({ queryKey: ['notifications'] });
      void notify('error', describe(error));
    },
  });
}
