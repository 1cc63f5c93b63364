import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { unfinishedQuery } from '~/api/history';
import { itemsOf } from '~/api/lists';
import { meQuery } from '~/api/queries';
import type { HistoryItem } from '~/api/types';
import { ScrollRow } from '~/components/scroll-row';
import { VideoCard, VideoCardSkeleton } from '~/components/video-card';
import { testids } from '~/testids';
import { m } from '~/words';

const SEEN = 'playhouse.continues';
const CARD = 'w-[min(20rem,80vw)] flex-none';

/** What was there when the page was last open is likely to be there again, and is given its place. */
const hadSome = () => {
  try {
    return localStorage.getItem(SEEN) === '1';
  } catch {
    return false;
  }
};

function noteSome(some: boolean): void {
  try {
    if (some) localStorage.setItem(SEEN, '1');
    else localStorage.removeItem(SEEN);
  } catch {
    // Then the row appears when it is there.
  }
}

/** What the person has begun and not finished. */
export function ContinueRow() {
  const { data: me } = useQuery(meQuery);
  if (!me) return null;
  return <Row />;
}

function Row() {
  const list = useInfiniteQuery({ ...unfinishedQuery, refetchOnMount: 'always' });
  const items = list.data && itemsOf<HistoryItem>(list.data, ({ video }) => video.id);
  const count = items?.length;
  useEffect(() => {
    if (count !== undefined) noteSome(count > 0);
  }, [count]);
  if (items ? items.length === 0 : list.isError || !hadSome()) return null;
  return (
    <section className="mb-8" aria-busy={!items} data-testid={testids.continueRow}>
      <div className="mb-3 flex items-baseline gap-4">
        <h2 className="text-xl font-bold tracking-tight">{m.home_continue()}</h2>
        <Link to="/history" className="link ml-auto inline-flex min-h-11 items-center text-sm">
          {m.home_history()}
        </Link>
      </div>
      <ScrollRow className="gap-5">
        {items
          ? items.map(({ video }) => (
              <div key={video.id} className={CARD}>
                <VideoCard video={video} />
              </div>
            ))
          : Array.from({ length: 4 }, (_, index) => (
              <div key={index} className={CARD}>
                <VideoCardSkeleton />
              </div>
            ))}
      </ScrollRow>
      <hr className="mt-4 border-line" />
    </section>
  );
}
