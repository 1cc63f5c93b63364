import { type Category, type Sort, categories, sorts } from '~/api/types';

/** What the list of videos is narrowed to and how it is sorted, as it stands in the address. */
export interface HomeSearch {
  sort?: Sort;
  tag?: string;
  category?: Category;
}

export const asCategory = (value: unknown): Category | undefined => categories.find((category) => category === value);

const LONGEST_TAG = 40;

/** What means nothing is dropped, and so is what goes without saying. */
export function homeSearch({ sort, tag, category }: Record<string, unknown>): HomeSearch {
  const order = sorts.find((value) => value === sort);
  const about = asCategory(category);
  // A tag such as `2024` comes out of the address as a number.
  const name = typeof tag === 'string' || typeof tag === 'number' ? String(tag).trim().slice(0, LONGEST_TAG) : '';
  return {
    ...(order && order !== 'newest' && { sort: order }),
    ...(name && { tag: name }),
    ...(about && { category: about }),
  };
}
