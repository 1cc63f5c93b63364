import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, client, sessionFetch } from './client';
import { describe } from './problem';
import { videoQuery } from './queries';
import { notify } from '~/lib/notify';

const listOf = (id: string) => api.queryOptions('get', '/api/v1/videos/{id}/captions', { params: { path: { id } } });

export function useCaptions(id: string) {
  return useQuery(listOf(id));
}

/** The WebVTT of one language, as it is edited. */
export const captionsTextQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ['captions-text', id, language],
    queryFn: async ({ signal }) => {
      const path = `/api/v1/videos/${id}/captions/${encodeURIComponent(language)}`;
      return await (await sessionFetch(new Request(path, { signal }))).text();
    },
    // An editor begins with what is there now, and is not disturbed by what comes later.
    staleTime: 0,
    gcTime: 0,
    refetchOnReconnect: false,
  });

interface NewCaptions {
  language: string;
  /** Empty for the name of the language. */
  label: string;
  file: File;
}

/** Adds captions or replaces those of the language; the file goes as it is, and the server keeps what is text. */
export function usePutCaptions(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: async ({ language, label, file }: NewCaptions) => {
      const url = new URL(`/api/v1/videos/${id}/captions/${encodeURIComponent(language)}`, location.origin);
      if (label) url.searchParams.set('label', label);
      const headers = { 'Content-Type': file.name.endsWith('.vtt') ? 'text/vtt' : 'application/x-subrip' };
      await sessionFetch(new Request(url, { method: 'PUT', headers, body: await file.arrayBuffer() }));
    },
    onSuccess: refresh,
  });
}

export function useDeleteCaptions(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: async (language: string) => {
      await client.DELETE('/api/v1/videos/{id}/captions/{language}', { params: { path: { id, language } } });
    },
    onSuccess: refresh,
    onError: (error) => void notify('error', describe(error)),
  });
}

function useRefresh(id: string) {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: listOf(id).queryKey }),
      queries.invalidateQueries({ queryKey: videoQuery(id).queryKey }),
    ]);
  };
}
