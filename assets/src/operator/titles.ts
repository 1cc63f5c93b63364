import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '~/api/client';
import { useMemo } from 'react';
import { must } from '~/api/queries';
import { namesQuery } from './queries';

/** The largest videos, which are those that are worked on and watched. */
const DIRECTORY = 100;

/** Titles of videos by id: operators see them of private ones as well. */
const titlesQuery = queryOptions({
  queryKey: ['operator', 'titles'],
  queryFn: async ({ signal }) => {
    const query = { limit: DIRECTORY };
    const { data } = await client.GET('/api/v1/operator/storage/videos', { params: { query }, signal });
    return new Map(must(data).items.map(({ video, title }) => [video, title]));
  },
  staleTime: 30_000,
});

/** A new video is in the directory as soon as something of it is stored. */
const LOOK_AGAIN_MS = 3000;
const NONE: ReadonlyMap<string, string> = new Map();

/** Looks anew when a video comes that nobody knows. */
export function useTitles(videos: readonly string[]): ReadonlyMap<string, string> {
  const { data } = useQuery({
    ...titlesQuery,
    refetchInterval: ({ state }) => (videos.some((video) => !state.data?.has(video)) ? LOOK_AGAIN_MS : false),
  });
  return data ?? NONE;
}

/** What ids are called, those of videos and of people alike. */
export function useNames(videos: readonly string[]): ReadonlyMap<string, string> {
  const titles = useTitles(videos);
  const { data: people } = useQuery({ ...namesQuery, staleTime: 30_000 });
  return useMemo(() => new Map([...titles, ...(people ?? [])]), [titles, people]);
}
