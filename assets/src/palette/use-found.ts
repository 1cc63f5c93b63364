import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { meQuery } from '~/api/queries';
import { useLogout } from '~/lib/use-logout';
import { ownVideosQuery } from '~/studio/queries';
import { type PaletteItem, actions, ownVideos, pages } from './items';
import { matching } from './match';

/** Who looks for a video of theirs types more. */
const VIDEOS = 6;
/** Of a hundred videos each: whoever has more finds the rest in the studio. */
const PAGES = 20;

/** One's own videos that fit what is typed; read on for as long as too few do. */
function useOwnVideos(typed: string, isSignedIn: boolean) {
  const navigate = useNavigate();
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useInfiniteQuery({
    ...ownVideosQuery,
    enabled: isSignedIn,
  });
  const isWanted = typed.trim() !== '';
  const fitting = useMemo(() => {
    const videos = isWanted ? (data?.pages.flatMap(({ items }) => items) ?? []) : [];
    return matching(ownVideos(videos, navigate), typed);
  }, [data, isWanted, typed, navigate]);
  const mayRead = hasNextPage && !isFetchNextPageError && (data?.pages.length ?? 0) < PAGES;
  const isReading = isWanted && mayRead && fitting.length < VIDEOS;
  useEffect(() => {
    if (isReading && !isFetchingNextPage) void fetchNextPage();
  }, [isReading, isFetchingNextPage, fetchNextPage]);
  return { fitting, isReading };
}

/** All that fits, group by group, so that the order is that of the list. */
export function useFound(typed: string, onShortcuts: () => void) {
  const { data: user } = useQuery(meQuery);
  const { fitting, isReading } = useOwnVideos(typed, Boolean(user));
  const navigate = useNavigate();
  const logout = useLogout();
  const found = useMemo((): PaletteItem[] => {
    const doable = actions(user, onShortcuts, () => void logout());
    return [...matching(pages(user, navigate), typed), ...fitting.slice(0, VIDEOS), ...matching(doable, typed)];
  }, [typed, user, fitting, navigate, logout, onShortcuts]);
  return { found, isReading };
}
