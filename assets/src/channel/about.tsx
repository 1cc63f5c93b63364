import { Rss } from 'lucide-react';
import type { PublicUser } from '~/api/types';
import { day, followers, videos, views } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { ChannelLinks } from './channel-links';

/** All that a person tells of themselves, and how to follow them without an account. */
export function About({ owner }: { owner: PublicUser }) {
  const { username, created_at, profile } = owner;
  return (
    <section className="grid max-w-5xl gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="min-w-0">
        <h2 className="text-lg font-bold">{m.channel_about()}</h2>
        <p className="mt-2 leading-relaxed whitespace-pre-line text-ink-2" data-testid={testids.channelBio}>
          {profile.bio || m.channel_no_bio()}
        </p>
        {profile.links.length > 0 && <ChannelLinks links={profile.links} />}
      </div>
      <aside>
        <h2 className="text-lg font-bold">{m.channel_figures()}</h2>
        <ul className="mt-2 leading-loose text-ink-2">
          <li>{m.channel_here_since({ date: day(created_at) })}</li>
          <li>{followers(owner.followers)}</li>
          <li>{videos(owner.videos)}</li>
          <li>{views(owner.views)}</li>
        </ul>
        <a href={`/@${username}/feed.xml`} className="btn btn-quiet mt-4" data-testid={testids.channelFeed}>
          <Rss aria-hidden="true" />
          {m.channel_feed()}
        </a>
      </aside>
    </section>
  );
}
