import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from './client';
import { chaptersQuery, must, videoQuery } from './queries';
import type { Chapter, Video } from './types';

/** The chapters of a video, from the video itself at first. */
export function useChapters({ id, chapters }: Video): Chapter[] {
  const queries = useQueryClient();
  return useQuery({
    ...chaptersQuery(id),
    initialData: chapters,
    initialDataUpdatedAt: () => queries.getQueryState(videoQuery(id).queryKey)?.dataUpdatedAt,
  }).data;
}

/** Shows chapters at once, wherever they are seen, and those from before if the server refuses. */
export function useSaveChapters(id: string) {
  const queries = useQueryClient();
  const { queryKey } = chaptersQuery(id);
  return useMutation({
    mutationFn: async (items: Chapter[]) =>
      must((await client.PUT('/api/v1/videos/{id}/chapters', { params: { path: { id } }, body: { items } })).data)
        .items,
    onMutate: async (items) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      queries.setQueryData(queryKey, items);
      return before;
    },
    onSuccess: (items) => {
      queries.setQueryData(queryKey, items);
      queries.setQueryData(videoQuery(id).queryKey, (video) => video && { ...video, chapters: items });
      void queries.invalidateQueries({ queryKey: ['videos', { mine: true }] });
    },
    onError: (_error, _items, before) => queries.setQueryData(queryKey, before),
  });
}
