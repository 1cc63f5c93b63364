import type { VideoState, Visibility } from '~/api/types';

export const states: readonly VideoState[] = ['uploading', 'processing', 'playable', 'ready', 'failed'];
const visibilities: readonly Visibility[] = ['public', 'unlisted', 'private'];
export const orders = ['newest', 'oldest', 'views', 'likes', 'comments', 'title', 'longest'] as const;
export type Order = (typeof orders)[number];

/** What the list is narrowed to and how it is sorted: it stands in the address. */
export interface StudioSearch {
  q?: string;
  state?: VideoState;
  visibility?: Visibility;
  sort?: Order;
}

/** Words that mean nothing are dropped. */
export function readSearch(search: Record<string, unknown>): StudioSearch {
  const known = <T extends string>(words: readonly T[], value: unknown) => words.find((word) => word === value);
  const state = known(states, search.state);
  const visibility = known(visibilities, search.visibility);
  const sort = known(orders, search.sort);
  return {
    ...((typeof search.q === 'string' || typeof search.q === 'number') && search.q !== '' && { q: String(search.q) }),
    ...(state && { state }),
    ...(visibility && { visibility }),
    ...(sort && sort !== 'newest' && { sort }),
  };
}

/** Whether the first pages are not enough to answer it. */
export function needsAll({ q, state, visibility, sort = 'newest' }: StudioSearch): boolean {
  return q !== undefined || state !== undefined || visibility !== undefined || sort !== 'newest';
}
