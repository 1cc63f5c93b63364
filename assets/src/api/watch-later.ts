import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { client } from './client';
import { changeInLists, paged } from './lists';
import { describe } from './problem';
import { videoQuery } from './queries';
import type { Video } from './types';

/** What the person wants to watch later, in their order. */
export const watchLaterQuery = paged(['entries', 'watch-later'], (query, signal) =>
  client.GET('/api/v1/users/me/watch-later', { params: { query }, signal }),
);

/** Saves a video for later, or does so no longer: shown at once, taken back with a word if the server refuses. */
export function useWatchLater(id: string) {
  const queries = useQueryClient();
  const show = (saved: boolean) => {
    const change = (video: Video): Video => ({ ...video, watch_later: saved });
    changeInLists(queries, id, change);
    queries.setQueryData(videoQuery(id).queryKey, (video) => video && change(video));
  };
  return useMutation({
    scope: { id: `watch-later:${id}` },
    mutationFn: async (saved: boolean): Promise<void> => {
      const request = { params: { path: { video: id } } };
      if (saved) await client.PUT('/api/v1/users/me/watch-later/{video}', request);
      else await client.DELETE('/api/v1/users/me/watch-later/{video}', request);
    },
    onMutate: show,
    onSuccess: () => queries.invalidateQueries({ queryKey: watchLaterQuery.queryKey }),
    onError: (error, saved) => {
      show(!saved);
      void notify('error', describe(error));
    },
  });
}
