import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Video } from '~/api/types';
import { wantedVideos } from './filter';
import { ownVideosQuery } from './queries';
import { type StudioSearch, needsAll } from './search';

/** One's own videos as they are wanted. What the server cannot sort and narrow is done here, once everything was read. */
export function useOwnVideos(search: StudioSearch) {
  const list = useInfiniteQuery({ ...ownVideosQuery, refetchOnMount: 'always' });
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const isReadingAll = needsAll(search) && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isReadingAll && !isFetchingNextPage) void fetchNextPage();
  }, [isReadingAll, isFetchingNextPage, fetchNextPage]);
  const all = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const videos = useMemo(() => all && wantedVideos(all, search), [all, search]);

  /** As many as there are, for what leaves the page. */
  const readAll = async (): Promise<Video[]> => {
    let read: Pick<typeof list, 'data' | 'hasNextPage' | 'isFetchNextPageError'> = list;
    while (read.hasNextPage && !read.isFetchNextPageError) read = await fetchNextPage();
    return wantedVideos(read.data?.pages.flatMap((page) => page.items) ?? [], search);
  };
  return { list, all, videos, isReadingAll, readAll };
}
