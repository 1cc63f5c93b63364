import { type Sort, sorts } from '~/api/types';

export const channelTabs = ['videos', 'playlists', 'about'] as const;
export type ChannelTab = (typeof channelTabs)[number];

export interface ChannelSearch {
  tab?: Exclude<ChannelTab, 'videos'>;
  sort?: Sort;
  /** The videos are narrowed to this text. */
  q?: string;
}

/** What of a channel the address is about; what means nothing is dropped. */
export function channelSearch({ tab, sort, q }: Record<string, unknown>): ChannelSearch {
  const part = channelTabs.find((value) => value === tab);
  const order = sorts.find((value) => value === sort);
  if (part && part !== 'videos') return { tab: part };
  return {
    ...(order && order !== 'newest' && { sort: order }),
    ...((typeof q === 'string' || typeof q === 'number') && q !== '' && { q: String(q) }),
  };
}
