import { type InfiniteData, type QueryClient, infiniteQueryOptions } from '@tanstack/react-query';
import { LIST_KEPT_MS, must } from './queries';
import type { Video } from './types';

const PAGE_SIZE = 24;

interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
}

export type Pages<Item> = InfiniteData<Page<Item>, string | undefined>;

interface Asked {
  limit: number;
  cursor?: string;
}

/**
 * A list that is asked for page by page. Those of videos have keys that begin with `videos`, those of entries about a
 * video with `entries`, so that a change of one video finds every copy of it.
 */
export function paged<P extends Page<unknown>>(
  queryKey: readonly unknown[],
  ask: (query: Asked, signal: AbortSignal) => Promise<{ data?: P }>,
  limit = PAGE_SIZE,
) {
  return infiniteQueryOptions({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      must((await ask({ limit, ...(pageParam ? { cursor: pageParam } : {}) }, signal)).data),
    getNextPageParam: (page: P) => page.next_cursor ?? undefined,
    staleTime: 30_000,
    gcTime: LIST_KEPT_MS,
  });
}

/** The items of all pages so far; what moved while they were fetched is not there twice. */
export function itemsOf<Item>(
  pages: { pages: readonly { items: readonly Item[] }[] },
  idOf: (item: Item) => string,
): Item[] {
  const seen = new Set<string>();
  return pages.pages.flatMap(({ items }) =>
    items.filter((item) => {
      const id = idOf(item);
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    }),
  );
}

/** The same pages with other items: all of them on the first page, since only their order counts. */
export function withItems<List extends { pages: { items: unknown[] }[] }>(
  list: List,
  items: List['pages'][number]['items'],
): List {
  return { ...list, pages: list.pages.map((page, index) => ({ ...page, items: index === 0 ? items : [] })) };
}

/** Changes every copy of a video that lists hold; returning nothing takes it out of them. */
export function changeInLists(queries: QueryClient, id: string, change: (video: Video) => Video | undefined): void {
  queries.setQueriesData<Pages<Video>>({ queryKey: ['videos'] }, (list) =>
    eachItem(list, (video) => (video.id === id ? (change(video) ?? []) : video)),
  );
  queries.setQueriesData<Pages<{ video: Video }>>({ queryKey: ['entries'] }, (list) =>
    eachItem(list, (entry) => {
      if (entry.video.id !== id) return entry;
      const video = change(entry.video);
      return video ? { ...entry, video } : [];
    }),
  );
}

function eachItem<Item>(list: Pages<Item> | undefined, by: (item: Item) => Item | never[]): Pages<Item> | undefined {
  return (
    list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.flatMap((item) => by(item)) })) }
  );
}
