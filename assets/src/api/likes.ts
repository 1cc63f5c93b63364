import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '~/lib/notify';
import { client } from './client';
import { likesQuery } from './discovery';
import { changeInLists, itemsOf, withItems } from './lists';
import { describe } from './problem';
import { must, videoQuery } from './queries';
import type { Video } from './types';

/** The video as it is once this person likes it, or does so no longer. */
export function withLike(video: Video, liked: boolean): Video {
  if ((video.liked ?? false) === liked) return video;
  const likes = Math.max(0, video.stats.likes + (liked ? 1 : -1));
  return { ...video, liked, stats: { ...video.stats, likes } };
}

/** The name of the mutations that are under way for a video. */
export const likeKey = (id: string) => ['like', id] as const;

/** Shows a like at once and takes it back with a word if the server refuses. */
export function useLike(id: string) {
  const queries = useQueryClient();
  const { queryKey } = videoQuery(id);
  const change = (by: (video: Video) => Video) => queries.setQueryData(queryKey, (video) => video && by(video));
  return useMutation({
    mutationKey: likeKey(id),
    // One after the other, so that the last press is what stays.
    scope: { id: `like:${id}` },
    mutationFn: async (liked: boolean) => {
      const request = { params: { path: { id } } };
      const { data } = liked
        ? await client.PUT('/api/v1/videos/{id}/like', request)
        : await client.DELETE('/api/v1/videos/{id}/like', request);
      return must(data).likes;
    },
    onMutate: async (liked) => {
      change((video) => withLike(video, liked));
      await queries.cancelQueries({ queryKey });
    },
    onSuccess: (likes) => {
      if (queries.isMutating({ mutationKey: likeKey(id) }) > 1) return;
      change((video) => ({ ...video, stats: { ...video.stats, likes } }));
    },
    onError: (error, liked) => {
      change((video) => withLike(video, !liked));
      // What others did meanwhile was not taken in.
      void queries.invalidateQueries({ queryKey });
      void notify('error', describe(error));
    },
  });
}

/** Takes a like back, from the list of what one likes. A page that is being left gets its request out as well. */
export function useUnlike() {
  const queries = useQueryClient();
  return async (id: string, isLeaving: boolean): Promise<void> => {
    try {
      await client.DELETE('/api/v1/videos/{id}/like', { params: { path: { id } }, keepalive: isLeaving });
    } catch (error) {
      await notify('error', describe(error));
      return;
    }
    queries.setQueryData(likesQuery.queryKey, (list) => {
      const others = list && itemsOf<Video>(list, (video) => video.id).filter((video) => video.id !== id);
      return others && withItems(list, others);
    });
    changeInLists(queries, id, (video) => withLike(video, false));
    queries.setQueryData(videoQuery(id).queryKey, (video) => video && withLike(video, false));
  };
}
