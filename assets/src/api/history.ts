import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { client } from './client';
import { changeInLists, paged } from './lists';
import { describe } from './problem';
import { must, videoQuery } from './queries';
import type { Video } from './types';

const CONTINUED = 12;

/** What the person has watched, the last first; narrowed to titles that contain `q`. */
export const historyQuery = (q: string) =>
  paged(['entries', 'history', { q }], (query, signal) =>
    client.GET('/api/v1/users/me/history', { params: { query: { ...query, ...(q && { q }) } }, signal }),
  );

/** What was begun and is not finished. */
export const unfinishedQuery = paged(
  ['entries', 'unfinished'],
  (query, signal) =>
    client.GET('/api/v1/users/me/history', { params: { query: { ...query, unfinished: true } }, signal }),
  CONTINUED,
);

export const historySettingsQuery = queryOptions({
  queryKey: ['history-settings'],
  queryFn: async ({ signal }) => must((await client.GET('/api/v1/users/me/history-settings', { signal })).data),
});

export function usePauseHistory() {
  const queries = useQueryClient();
  const { queryKey } = historySettingsQuery;
  return useMutation({
    mutationFn: async (paused: boolean) =>
      must((await client.PUT('/api/v1/users/me/history-settings', { body: { paused } })).data),
    scope: { id: 'history-settings' },
    onMutate: (paused) => queries.setQueryData(queryKey, { paused }),
    onSuccess: (settings) => queries.setQueryData(queryKey, settings),
    onError: (error, paused) => {
      queries.setQueryData(queryKey, { paused: !paused });
      void notify('error', describe(error));
    },
  });
}

const unwatched = (video: Video): Video => ({ ...video, resume: null });

const nothing = (list: unknown) => list && { pages: [{ items: [] }], pageParams: [undefined] };

export function useClearHistory() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.DELETE('/api/v1/users/me/history'),
    onSuccess: () => {
      for (const key of ['history', 'unfinished']) queries.setQueriesData({ queryKey: ['entries', key] }, nothing);
      return queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'videos' || queryKey[0] === 'video',
      });
    },
    onError: (error) => void notify('error', describe(error)),
  });
}

/** Has the server forget that a video was watched. A page that is being left gets its request out as well. */
export function useForget() {
  const queries = useQueryClient();
  return async (id: string, isLeaving: boolean): Promise<void> => {
    try {
      await client.DELETE('/api/v1/users/me/history/{video}', {
        params: { path: { video: id } },
        keepalive: isLeaving,
      });
    } catch (error) {
      await notify('error', describe(error));
      return;
    }
    for (const key of ['history', 'unfinished']) {
      queries.setQueriesData<{ pages: { items: { video: Video }[] }[] }>(
        { queryKey: ['entries', key] },
        (list) =>
          list && {
            ...list,
            pages: list.pages.map((page) => ({ ...page, items: page.items.filter(({ video }) => video.id !== id) })),
          },
      );
    }
    changeInLists(queries, id, unwatched);
    queries.setQueryData(videoQuery(id).queryKey, (video) => video && unwatched(video));
  };
}
