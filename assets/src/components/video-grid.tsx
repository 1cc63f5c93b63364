import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { itemsOf } from '~/api/lists';
import type { Video, VideoPage } from '~/api/types';
import { hideVideo, useNotInterested } from '~/lib/not-interested';
import { testids } from '~/testids';
import { m } from '~/words';
import { BackToTop } from './back-to-top';
import { ErrorCard } from './error-card';
import { PagedEnd } from './paged-end';
import { VideoCard, VideoCardSkeleton } from './video-card';

const GRID =
  'far-cards grid grid-cols-[repeat(var(--n),minmax(0,1fr))] gap-x-5 gap-y-9 [--n:1] min-[520px]:[--n:2] min-[900px]:[--n:3] min-[1200px]:[--n:4] min-[1560px]:[--n:5] min-[1900px]:[--n:6]';

interface VideoGridProps {
  list: UseInfiniteQueryResult<InfiniteData<VideoPage>>;
  empty: ReactNode;
  withOwner?: boolean;
  /** Whether people may say that they are not interested, and are not shown what they said it of. */
  hideable?: boolean;
  /** Which of them are shown; the list is read on until there are enough. */
  isWanted?: (video: Video) => boolean;
  isNew?: (video: Video) => boolean;
}

/** Whoever hides a card goes on at the one beside it. */
function focusBeside(id: string): void {
  const card = document.querySelector(`[data-testid="${testids.videoGrid}"] [data-video-id="${CSS.escape(id)}"]`);
  const beside = card?.nextElementSibling ?? card?.previousElementSibling;
  beside?.querySelector<HTMLElement>(`[data-testid="${testids.videoCardTitle}"]`)?.focus({ preventScroll: true });
}

function hide(id: string): void {
  focusBeside(id);
  hideVideo(id);
}

/** A list of videos that goes on as one scrolls. */
export function VideoGrid({ list, empty, withOwner = true, hideable = false, isWanted, isNew }: VideoGridProps) {
  const hidden = useNotInterested();
  if (!list.data) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return (
      <div className={GRID} aria-busy="true" aria-label={m.home_loading()}>
        {Array.from({ length: 12 }, (_, index) => (
          <VideoCardSkeleton key={index} withOwner={withOwner} />
        ))}
      </div>
    );
  }
  const all = itemsOf<Video>(list.data, ({ id }) => id);
  const wanted = isWanted ? all.filter(isWanted) : all;
  const videos = hideable ? wanted.filter(({ id }) => !hidden.has(id)) : wanted;
  if (videos.length === 0 && !list.hasNextPage) return empty;
  return (
    <>
      <div className={GRID} data-testid={testids.videoGrid}>
        {videos.map((video, index) => (
          <VideoCard
            key={video.id}
            video={video}
            eager={index < 2}
            withOwner={withOwner}
            isNew={isNew?.(video)}
            onHide={hideable ? () => hide(video.id) : undefined}
          />
        ))}
        {list.isFetchingNextPage &&
          Array.from({ length: 6 }, (_, index) => <VideoCardSkeleton key={index} withOwner={withOwner} />)}
      </div>
      <PagedEnd list={list} />
      <BackToTop />
    </>
  );
}
