import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { isNotFound } from '~/api/problem';
import { channelQuery, meQuery } from '~/api/queries';
import { About } from '~/channel/about';
import { ChannelHead, ChannelHeadSkeleton } from '~/channel/channel-head';
import { ChannelPlaylists, ChannelVideos } from '~/channel/channel-videos';
import { ChannelTabs } from '~/channel/tabs';
import { ErrorCard } from '~/components/error-card';
import { useTitle } from '~/lib/hooks';
import { NotFound } from './not-found';

const route = getRouteApi('/@{$username}');

export function ChannelPage() {
  const { username } = route.useParams();
  const { tab = 'videos', sort = 'newest', q = '' } = route.useSearch();
  const { data: me } = useQuery(meQuery);
  const channel = useQuery(channelQuery(username));
  const owner = channel.data;
  useTitle(owner?.profile.display_name ? `${owner.profile.display_name} (@${username})` : `@${username}`);
  if (isNotFound(channel.error)) return <NotFound what="channel" />;
  if (channel.error && !owner) return <ErrorCard error={channel.error} retry={() => void channel.refetch()} />;
  const mine = me?.username === username;
  return (
    <div className="px-4 pb-16 sm:px-6">
      {owner ? <ChannelHead owner={owner} mine={mine} isBrief={tab === 'about'} /> : <ChannelHeadSkeleton />}
      <ChannelTabs username={username} tab={tab} />
      {tab === 'videos' && <ChannelVideos key={username} username={username} sort={sort} q={q} mine={mine} />}
      {tab === 'playlists' && <ChannelPlaylists username={username} mine={mine} />}
      {tab === 'about' && owner && <About owner={owner} />}
    </div>
  );
}
