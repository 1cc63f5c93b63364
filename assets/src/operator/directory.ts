import type { QueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';

/** Names by id: a page of a list that the API has no look-up for. */
interface NamePage {
  names: ReadonlyMap<string, string>;
  next: string | undefined;
}

type PageQuery = (cursor: string | undefined) => {
  queryKey: readonly unknown[];
  queryFn: () => Promise<NamePage>;
  staleTime: number;
};

const LIMIT = 100;
/** Whoever is not among two thousand keeps their id. */
const PAGES = 20;
const FRESH_MS = 30_000;

const queryOf = (cursor: string | undefined) => ({ limit: LIMIT, ...(cursor ? { cursor } : {}) });

/** Titles of what is stored, the largest first: those of private videos as well. */
export const storedTitles: PageQuery = (cursor) => ({
  queryKey: ['directory', 'titles', cursor],
  queryFn: async () => {
    const { data } = await client.GET('/api/v1/operator/storage/videos', { params: { query: queryOf(cursor) } });
    const { items, next_cursor } = must(data);
    return { names: new Map(items.map(({ video, title }) => [video, title])), next: next_cursor ?? undefined };
  },
  staleTime: FRESH_MS,
});

/** Names of accounts, the newest first. */
export const accountNames: PageQuery = (cursor) => ({
  queryKey: ['directory', 'accounts', cursor],
  queryFn: async () => {
    const { data } = await client.GET('/api/v1/operator/users', { params: { query: queryOf(cursor) } });
    const { items, next_cursor } = must(data);
    return { names: new Map(items.map(({ id, username }) => [id, username])), next: next_cursor ?? undefined };
  },
  staleTime: FRESH_MS,
});

/** What an id is called, page after page until it is found; the pages are shared by all that look. */
export async function findIn(
  queries: Pick<QueryClient, 'fetchQuery'>,
  pageOf: PageQuery,
  id: string,
  pages = PAGES,
): Promise<string | null> {
  let cursor: string | undefined;
  for (let seen = 0; seen < pages; seen += 1) {
    const { names, next } = await queries.fetchQuery(pageOf(cursor));
    const name = names.get(id);
    if (name !== undefined) return name;
    if (!next) return null;
    cursor = next;
  }
  return null;
}
