import { Link } from '@tanstack/react-router';
import { testids } from '~/testids';
import { m } from '~/words';
import { type ChannelTab, channelTabs } from './search';

const words: Record<ChannelTab, () => string> = {
  videos: m.channel_videos,
  playlists: m.channel_playlists,
  about: m.channel_about,
};

/** The parts of a channel, kept in the address. */
export function ChannelTabs({ username, tab }: { username: string; tab: ChannelTab }) {
  return (
    <nav aria-label={m.channel_parts()} className="mb-6 flex gap-1 overflow-x-auto border-b border-line">
      {channelTabs.map((value) => (
        <Link
          key={value}
          to="/@{$username}"
          params={{ username }}
          search={value === 'videos' ? {} : { tab: value }}
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={value === tab ? 'page' : undefined}
          className="-mb-px inline-flex min-h-11 items-center border-b-2 border-transparent px-4 font-semibold text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
          data-testid={testids.channelTab}
          data-value={value}
        >
          {words[value]()}
        </Link>
      ))}
    </nav>
  );
}
