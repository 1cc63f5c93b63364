import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { describe, isNotFound } from '~/api/problem';
import { notify } from '~/lib/notify';
import { api, sessionFetch } from './client';
import { videoQuery } from './queries';
import type { Video, VideoPage } from './types';

type Pages = InfiniteData<VideoPage, string | undefined>;

/** Changes every copy of a video that lists hold; returning nothing takes it out of them. */
function changeInLists(queries: QueryClient, id: string, change: (video: Video) => Video | undefined): void {
  queries.setQueriesData<Pages>(
    { queryKey: ['videos'] },
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({
          ...page,
          items: page.items.flatMap((video) => (video.id === id ? (change(video) ?? []) : [video])),
        })),
      },
  );
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
    onSuccess: ({ video }) => {
      queries.setQueryData(videoQuery(video.id).queryKey, video);
      changeInLists(queries, video.id, () => video);
    },
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
    onSuccess: (video) => {
      queries.setQueryData(videoQuery(id).queryKey, video);
      changeInLists(queries, id, () => video);
    },
    onError: (error) => void notify('error', describe(error)),
  });
}

export function useDeleteVideo() {
  const queries = useQueryClient();
  const forget = (id: string) => {
    changeInLists(queries, id, () => undefined);
    queries.removeQueries({ queryKey: videoQuery(id).queryKey });
  };
  return api.useMutation('delete', '/api/v1/videos/{id}', {
    onSuccess: (_nothing, { params }) => {
      forget(params.path.id);
      void notify('success', 'Video deleted');
    },
    onError: (error, { params }) => {
      if (isNotFound(error)) forget(params.path.id);
      void notify('error', describe(error));
    },
  });
}
