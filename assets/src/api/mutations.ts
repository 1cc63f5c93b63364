import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { describe, isNotFound } from '~/api/problem';
import type { Changes } from '~/details/details';
import { notify } from '~/lib/notify';
import { m } from '~/words';
import { api, client, sessionFetch } from './client';
import { changeInLists } from './lists';
import { must, videoQuery } from './queries';
import type { Video } from './types';

/** Takes what the server says of a video into every copy. */
export function keepVideo(queries: QueryClient, video: Video): void {
  queries.setQueryData(videoQuery(video.id).queryKey, video);
  changeInLists(queries, video.id, () => video);
}

/** Changes what a person tells of their video. */
export async function saveDetails(queries: QueryClient, id: string, changes: Changes): Promise<void> {
  const { data } = await client.PATCH('/api/v1/videos/{id}', { params: { path: { id } }, body: changes });
  keepVideo(queries, must(data).video);
}

/** Shows the change at once and takes it back with a word if the server refuses. */
export function useUpdateVideo() {
  const queries = useQueryClient();
  return api.useMutation('patch', '/api/v1/videos/{id}', {
    onMutate: ({ params, body }) => {
      const { title, description, visibility } = body;
      changeInLists(queries, params.path.id, (video) => ({
        ...video,
        title: title ?? video.title,
        description: description ?? video.description,
        visibility: visibility ?? video.visibility,
      }));
    },
    onSuccess: ({ video }) => keepVideo(queries, video),
    onError: (error) => {
      void notify('error', describe(error));
      void queries.invalidateQueries({ queryKey: ['videos'] });
    },
  });
}

/** A frame by its time, an image of one's own, or what the server finds best. */
export type PosterChoice = { at: number } | { image: File } | 'automatic';

async function putPoster(id: string, choice: PosterChoice): Promise<Video> {
  const url = new URL(`/api/v1/videos/${id}/poster`, location.origin);
  const body = (type: string, content: BodyInit): RequestInit => ({
    method: 'PUT',
    headers: { 'content-type': type },
    body: content,
  });
  let init: RequestInit = { method: 'DELETE' };
  if (choice !== 'automatic') {
    init = 'at' in choice ? body('application/json', JSON.stringify(choice)) : body(choice.image.type, choice.image);
  }
  const response = await sessionFetch(new Request(url, init));
  return ((await response.json()) as { video: Video }).video;
}

export function useChoosePoster(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choice: PosterChoice) => putPoster(id, choice),
    onSuccess: (video) => keepVideo(queries, video),
    onError: (error) => void notify('error', describe(error)),
  });
}

/** Takes a video that is gone out of every list. */
export function forgetVideo(queries: QueryClient, id: string): void {
  changeInLists(queries, id, () => undefined);
  queries.removeQueries({ queryKey: videoQuery(id).queryKey });
  // A list that is on its way was asked for before, and would bring it back.
  void queries.invalidateQueries({ queryKey: ['videos'] });
}

export function useDeleteVideo() {
  const queries = useQueryClient();
  const forget = (id: string) => forgetVideo(queries, id);
  return api.useMutation('delete', '/api/v1/videos/{id}', {
    onSuccess: (_nothing, { params }) => {
      forget(params.path.id);
      void notify('success', m.common_video_deleted());
    },
    onError: (error, { params }) => {
      if (isNotFound(error)) forget(params.path.id);
      void notify('error', describe(error));
    },
  });
}
