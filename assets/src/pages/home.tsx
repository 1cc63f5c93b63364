import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard } from 'lucide-react';
import { useMemo } from 'react';
import { homeFilter } from '~/api/queries';
import type { Sort } from '~/api/types';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

const route = getRouteApi('/');

const chips: { sort: Sort; label: string }[] = [
  { sort: 'newest', label: 'Newest' },
  { sort: 'popular', label: 'Popular' },
  { sort: 'oldest', label: 'Oldest' },
];

export function HomePage() {
  useTitle('');
  const { sort = 'newest' } = route.useSearch();
  const filter = useMemo(() => homeFilter(sort), [sort]);
  return (
    <div className="px-4 pt-5 pb-16 sm:px-6">
      <h1 className="sr-only">Videos</h1>
      <nav aria-label="Order" className="mb-6 flex gap-2 overflow-x-auto py-0.5">
        {chips.map(({ sort: value, label }) => (
          <Link
            key={value}
            to="/"
            search={value === 'newest' ? {} : { sort: value }}
            className="chip"
            activeOptions={{ exact: true }}
            data-testid={testids.sortOption}
            data-value={value}
          >
            {label}
          </Link>
        ))}
      </nav>
      <VideoGrid filter={filter} empty={<Empty />} />
    </div>
  );
}

function Empty() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title="The stage is empty"
      action={
        <Link to="/upload" className="btn btn-primary">
          Upload the first video
        </Link>
      }
    >
      <p>Nobody has published anything here yet.</p>
    </StateCard>
  );
}
