import type { Video } from '~/api/types';
import { isAbout } from '~/lib/video-search';
import { locale } from '~/words';
import type { Order, StudioSearch } from './search';

const comparisons: Record<Order, (a: Video, b: Video) => number> = {
  newest: (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
  oldest: (a, b) => Date.parse(a.created_at) - Date.parse(b.created_at),
  views: (a, b) => b.stats.views - a.stats.views,
  likes: (a, b) => b.stats.likes - a.stats.likes,
  comments: (a, b) => b.stats.comments - a.stats.comments,
  title: (a, b) => a.title.localeCompare(b.title, locale, { numeric: true }),
  longest: (a, b) => (b.duration ?? 0) - (a.duration ?? 0),
};

/** The videos that are wanted, in the wanted order; equals stay as they were. Every word of the text must be there. */
export function wantedVideos(
  videos: readonly Video[],
  { q, state, visibility, sort = 'newest' }: StudioSearch,
): Video[] {
  const isFound = isAbout(q ?? '');
  const isWanted = (video: Video) =>
    (state === undefined || video.state === state) &&
    (visibility === undefined || video.visibility === visibility) &&
    isFound(video);
  return videos.filter(isWanted).sort(comparisons[sort]);
}
