import type { Category, Video } from '~/api/types';
import { asCategory } from './search';

/** What some videos are about. */
export interface AtHand {
  categories: ReadonlySet<Category>;
  /** Those of most videos first. */
  tags: readonly string[];
}

export function atHand(videos: readonly Pick<Video, 'category' | 'tags'>[]): AtHand {
  const counts = new Map<string, number>();
  for (const { tags } of videos) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return {
    categories: new Set(videos.flatMap(({ category }) => asCategory(category) ?? [])),
    tags: [...counts].sort(([, a], [, b]) => b - a).map(([tag]) => tag),
  };
}

/** The popular ones, which are counted now and then, and those that are so new that they are not among them yet. */
export function joined(popular: readonly string[], here: readonly string[], most: number): string[] {
  return [...new Set([...popular, ...here])].slice(0, most);
}
