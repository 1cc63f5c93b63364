import { Link, type LinkProps } from '@tanstack/react-router';
import { type Sort, sorts } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';

export const sortWords: Record<Sort, () => string> = {
  newest: m.home_sort_newest,
  popular: m.home_sort_popular,
  oldest: m.home_sort_oldest,
};

interface SortLinksProps {
  sort: Sort;
  /** Where the list is when it is sorted like this. */
  to: (sort: Sort) => Pick<LinkProps, 'to' | 'params' | 'search'>;
}

/** The order of a list of videos, kept in the address. */
export function SortLinks({ sort, to }: SortLinksProps) {
  return (
    <nav aria-label={m.home_order()} className="flex w-fit flex-none gap-1 rounded-full bg-sunken p-1">
      {sorts.map((value) => (
        <Link
          key={value}
          {...to(value)}
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={value === sort ? 'true' : undefined}
          className="inline-flex min-h-9 items-center rounded-full px-3.5 text-sm font-semibold text-ink-2 hover:text-ink aria-[current]:bg-ink aria-[current]:text-bg pointer-coarse:min-h-11"
          data-testid={testids.sortOption}
          data-value={value}
        >
          {sortWords[value]()}
        </Link>
      ))}
    </nav>
  );
}
