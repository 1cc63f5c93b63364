import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard } from 'lucide-react';
import { useMemo } from 'react';
import { isNotFound } from '~/api/problem';
import { channelQuery, meQuery } from '~/api/queries';
import { ChannelHead, ChannelHeadSkeleton } from '~/channel/channel-head';
import { ErrorCard } from '~/components/error-card';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { NotFound } from './not-found';

const route = getRouteApi('/@{$username}');

export function ChannelPage() {
  const { username } = route.useParams();
  const { data: me } = useQuery(meQuery);
  const channel = useQuery(channelQuery(username));
  const filter = useMemo(() => ({ username }), [username]);
  const owner = channel.data;
  useTitle(owner?.profile.display_name ? `${owner.profile.display_name} (@${username})` : `@${username}`);
  if (isNotFound(channel.error)) return <NotFound what="channel" />;
  if (channel.error && !owner) return <ErrorCard error={channel.error} retry={() => void channel.refetch()} />;
  return (
    <div className="px-4 pb-16 sm:px-6">
      {owner ? <ChannelHead owner={owner} mine={me?.username === owner.username} /> : <ChannelHeadSkeleton />}
      <VideoGrid filter={filter} withOwner={false} empty={<Empty mine={me?.username === username} />} />
    </div>
  );
}

function Empty({ mine }: { mine: boolean }) {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title="Nothing on yet"
      action={
        <Link to={mine ? '/upload' : '/'} className="btn btn-primary">
          {mine ? 'Upload a video' : 'See what is on'}
        </Link>
      }
    >
      <p>{mine ? 'Your public videos will appear here.' : 'There are no public videos on this channel.'}</p>
    </StateCard>
  );
}
