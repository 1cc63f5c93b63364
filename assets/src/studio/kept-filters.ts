import { type StudioSearch, readSearch } from './search';

const KEY = 'playhouse.studio-list';

/** How the list was narrowed and sorted last. */
export function keptFilters(): StudioSearch {
  try {
    return readSearch({ ...JSON.parse(localStorage.getItem(KEY) ?? '{}') });
  } catch {
    return {};
  }
}

/** What was searched for is not kept: that was for once. */
export function keepFilters({ state, visibility, sort }: StudioSearch): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ state, visibility, sort }));
  } catch {
    // They stand in the address all the same.
  }
}
