import { Link, getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Clapperboard } from 'lucide-react';
import { useMemo } from 'react';
import { meQuery } from '~/api/queries';
import { Avatar } from '~/components/avatar';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

const route = getRouteApi('/@{$username}');

export function ChannelPage() {
  const { username } = route.useParams();
  const { data: me } = useQuery(meQuery);
  const filter = useMemo(() => ({ username }), [username]);
  useTitle(`@${username}`);
  return (
    <div className="px-4 pb-16 sm:px-6">
      <header className="mb-8 flex items-center gap-4 border-b border-line py-8 sm:gap-6 sm:py-10">
        <Avatar name={username} className="size-16 text-2xl sm:size-24 sm:text-4xl" />
        <h1
          className="min-w-0 truncate text-3xl font-bold tracking-tight sm:text-4xl"
          data-testid={testids.channelName}
        >
          {username}
        </h1>
      </header>
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
