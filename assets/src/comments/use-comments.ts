import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { type CommentSort, topComments } from '~/room/lists';
import type { RoomStore } from '~/room/store';
import { useIsAway, useRoomState } from '~/room/use-room';
import { commentsQuery } from './queries';

/** Where no socket opens, or for as long as none does, lists are read again so often. */
const READ_AGAIN_MS = 20_000;

/** The comments at the top of their threads: what was read, with everything that was heard since. */
export function useComments(video: string, sort: CommentSort, store: RoomStore, enabled: boolean) {
  const room = useRoomState(store);
  const isAway = useIsAway(store);
  const query = useInfiniteQuery({
    ...commentsQuery(video, sort),
    enabled,
    refetchInterval: isAway && READ_AGAIN_MS,
  });
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const comments = useMemo(() => topComments(data?.pages ?? [], room, sort), [data, room, sort]);
  const readMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    comments,
    isRead: data !== undefined,
    pages: data?.pages.length ?? 0,
    error: data ? null : error,
    retry: () => void refetch(),
    hasMore: hasNextPage,
    isReadingMore: isFetchingNextPage,
    /** The next page could not be read. */
    hasStopped: query.isFetchNextPageError,
    readMore,
  };
}
