import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { homeFilter, videosQuery } from '~/api/queries';
import { SortLinks } from '~/components/sort-links';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { type AtHand, atHand } from '~/home/at-hand';
import { Chips } from '~/home/chips';
import { ContinueRow } from '~/home/continue-row';
import { categoryWords } from '~/lib/categories';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/');

/** What the newest videos are about, as far as they have been listed. */
function useAtHand(): AtHand {
  const { data } = useInfiniteQuery({ ...videosQuery(homeFilter('newest')), enabled: false });
  const first = data?.pages[0];
  return useMemo(() => atHand(first?.items ?? []), [first]);
}

export function HomePage() {
  const { sort = 'newest', tag, category } = route.useSearch();
  const narrowed = useMemo(() => ({ ...(tag && { tag }), ...(category && { category }) }), [tag, category]);
  const isWhole = !tag && !category;
  const list = useInfiniteQuery(videosQuery(homeFilter(sort, narrowed)));
  const about = category ? categoryWords[category]() : tag && `#${tag}`;
  useTitle(about ?? '');
  return (
    <div className="px-4 pt-5 pb-16 sm:px-6">
      <h1 className="sr-only">{about ?? m.home_videos()}</h1>
      <div className="mb-6 grid grid-cols-1 gap-3 lg:grid-cols-[minmax(0,1fr)_auto] lg:gap-6">
        <Chips search={route.useSearch()} here={useAtHand()} />
        <SortLinks
          sort={sort}
          to={(value) => ({ to: '/', search: { ...narrowed, ...(value !== 'newest' && { sort: value }) } })}
        />
      </div>
      {isWhole && sort === 'newest' && <ContinueRow />}
      <VideoGrid list={list} hideable empty={isWhole ? <Empty /> : <NothingLikeIt />} />
    </div>
  );
}

function Empty() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title={m.home_empty()}
      action={
        <Link to="/upload" className="btn btn-primary">
          {m.home_empty_action()}
        </Link>
      }
    >
      <p>{m.home_empty_text()}</p>
    </StateCard>
  );
}

function NothingLikeIt() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<SearchX aria-hidden="true" />}
      title={m.home_nothing_like_it()}
      action={
        <Link to="/" className="btn btn-primary">
          {m.home_show_all()}
        </Link>
      }
    >
      <p>{m.home_nothing_like_it_text()}</p>
    </StateCard>
  );
}
