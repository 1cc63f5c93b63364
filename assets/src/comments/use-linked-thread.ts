import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isNotFound } from '~/api/problem';
import { repliesQuery } from './queries';
import type { useComments } from './use-comments';

/** So many pages are looked through for a comment that a link is about. */
const MOST_PAGES = 40;

interface LinkedThread {
  /** The comment at the top of its thread. */
  root: string | undefined;
  isMissing: boolean;
}

/** Finds the thread of a comment that a link is about, and reads on until it is there. */
export function useLinkedThread(
  video: string,
  id: string | undefined,
  list: ReturnType<typeof useComments>,
): LinkedThread {
  const { data: root, error } = useQuery({
    queryKey: ['thread', video, id],
    enabled: id !== undefined && list.isRead,
    queryFn: async ({ client, signal }) => {
      const { pages } = await client.fetchInfiniteQuery({ ...repliesQuery(video, id ?? ''), staleTime: 0 });
      signal.throwIfAborted();
      return pages[0]?.items[0]?.root ?? id ?? '';
    },
    retry: (count, error) => count < 2 && !isNotFound(error),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isFound = root !== undefined && list.comments.some((comment) => comment.id === root);
  const isSought = root !== undefined && !isFound && list.hasMore && list.pages < MOST_PAGES;
  const { readMore, isReadingMore } = list;
  useEffect(() => {
    if (isSought && !isReadingMore) readMore();
  }, [isSought, isReadingMore, readMore]);
  const isMissing = id !== undefined && (error !== null || (root !== undefined && !isFound && !isSought));
  return { root, isMissing };
}
