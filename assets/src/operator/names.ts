import { type QueryClient, type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '~/api/client';
import { isNotFound } from '~/api/problem';
import { must } from '~/api/queries';
import { accountNames, findIn, storedTitles } from './directory';
import { useFeed } from './live/feed';

export type Names = ReadonlyMap<string, string>;

interface Found {
  id: string;
  /** null: nobody knows it, or not yet. */
  name: string | null;
}

/** As many as anybody reads: who has thousands of rooms sees the names of those on the screen. */
const MOST = 100;
const KNOWN_MS = 10 * 60_000;
const UNKNOWN_MS = 30_000;
/** A private video is in the list of what is stored as soon as something of it is; so often it is looked for anew. */
const LOOKS = 6;
const LOOK_AGAIN_MS = 3000;

/** A video's own page knows its title, unless the video is private and somebody else's. */
async function sharedTitle(id: string): Promise<string | null> {
  try {
    return must((await client.GET('/api/v1/videos/{id}', { params: { path: { id } } })).data).video.title;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

const titleOf = async (queries: QueryClient, id: string) =>
  (await findIn(queries, storedTitles, id, 1)) ?? (await sharedTitle(id)) ?? findIn(queries, storedTitles, id);

const usernameOf = (queries: QueryClient, id: string) => findIn(queries, accountNames, id);

const nameQuery = (what: 'title' | 'username', id: string) => ({
  queryKey: ['names', what, id],
  queryFn: async ({ client: queries }: { client: QueryClient }): Promise<Found> => ({
    id,
    name: await (what === 'title' ? titleOf : usernameOf)(queries, id),
  }),
  staleTime: ({ state }: { state: { data: Found | undefined } }) => (state.data?.name ? KNOWN_MS : UNKNOWN_MS),
});

/** Pairs rather than a map: what is equal stays the same from look to look. */
const pairsOf = (results: UseQueryResult<Found>[]): [id: string, name: string][] =>
  results.flatMap(({ data }) => (data?.name ? [[data.id, data.name]] : []));

const some = (ids: readonly string[]) => [...new Set(ids)].slice(0, MOST);

/** Titles of videos by id: operators see those of private ones as well. */
export function useTitles(videos: readonly string[]): Names {
  const { isPaused } = useFeed();
  const queries = some(videos).map((id) => ({
    ...nameQuery('title', id),
    refetchInterval: ({ state }: { state: { data: Found | undefined; dataUpdateCount: number } }) =>
      lookAgainIn(state.data?.name === null && !isPaused, state.dataUpdateCount),
  }));
  const pairs = useQueries({ queries, combine: pairsOf });
  return useMemo(() => new Map(pairs), [pairs]);
}

/** The longer nothing is found, the rarer one looks, and then no more. */
export const lookAgainIn = (isMissing: boolean, looks: number): number | false =>
  isMissing && looks < LOOKS ? LOOK_AGAIN_MS * 2 ** (looks - 1) : false;

/** What accounts are called, by id. */
function useUsernames(people: readonly string[]): Names {
  const queries = some(people).map((id) => nameQuery('username', id));
  const pairs = useQueries({ queries, combine: pairsOf });
  return useMemo(() => new Map(pairs), [pairs]);
}

/** What ids are called, those of videos and of people alike. */
export function useNames(videos: readonly string[], people: readonly string[]): Names {
  const titles = useTitles(videos);
  const usernames = useUsernames(people);
  return useMemo(() => new Map([...titles, ...usernames]), [titles, usernames]);
}
