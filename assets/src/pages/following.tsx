import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { feedQuery } from '~/api/discovery';
import { followingQuery } from '~/api/follows';
import { meQuery } from '~/api/queries';
import { FollowedStrip } from '~/channel/followed-strip';
import { FollowsNobody } from '~/channel/follows-nobody';
import { isSince, noteVisit } from '~/channel/seen';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

/** What the people whom one follows have published, with marks at what is new. */
export function FollowingPage() {
  useTitle(m.channel_following());
  const { data: me } = useQuery(meQuery);
  const [visit] = useState(() => noteVisit(me?.username ?? ''));
  const list = useInfiniteQuery({ ...feedQuery, refetchOnMount: 'always' });
  return (
    <div className="px-4 pt-6 pb-16 sm:px-6">
      <h1 className="mb-3 text-3xl font-bold tracking-tight">{m.channel_following()}</h1>
      <FollowedStrip />
      <VideoGrid
        list={list}
        isNew={(video) => isSince(visit, video.published_at ?? video.created_at)}
        empty={<Empty />}
      />
    </div>
  );
}

function Empty() {
  const { data } = useInfiniteQuery(followingQuery);
  if (data?.pages[0]?.items.length === 0) return <FollowsNobody />;
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title={m.channel_feed_empty()}
      action={
        <Link to="/" className="btn btn-primary">
          {m.auth_see_what_is_on()}
        </Link>
      }
    >
      <p>{m.channel_feed_empty_text()}</p>
    </StateCard>
  );
}
