import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pencil, Rss } from 'lucide-react';
import { meQuery } from '~/api/queries';
import type { PublicUser } from '~/api/types';
import { Avatar } from '~/components/avatar';
import { clsx } from '~/lib/clsx';
import { day, followers, videos, views } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { ChannelLinks } from './channel-links';
import { ChannelMenuButton } from './channel-menu-button';
import { FollowButton } from './follow-button';

const AVATAR = 'size-20 text-3xl sm:size-28 sm:text-5xl';

interface ChannelHeadProps {
  owner: PublicUser;
  mine: boolean;
  /** Where the page tells the rest. */
  isBrief: boolean;
}

export function ChannelHead({ owner, mine, isBrief }: ChannelHeadProps) {
  const { username, created_at, profile } = owner;
  const { avatar, banner, bio, links } = profile;
  return (
    <header className="mb-2 pt-6 pb-4">
      {banner && (
        <img
          src={banner.large}
          srcSet={`${banner.small} 1024w, ${banner.large} 2048w`}
          sizes="100vw"
          alt=""
          fetchPriority="high"
          className="mb-6 h-28 w-full rounded-card bg-sunken object-cover sm:h-44 lg:h-56"
          data-testid={testids.channelBanner}
        />
      )}
      <div className="flex flex-wrap items-center gap-4 sm:gap-6">
        <span data-testid={testids.channelAvatar} className="contents">
          <Avatar name={username} src={avatar?.large} className={AVATAR} />
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="text-2xl font-bold tracking-tight break-words sm:text-4xl" data-testid={testids.channelName}>
            {profile.display_name ?? username}
          </h1>
          <p className="mt-1 text-ink-2">
            @{username} · <span data-testid={testids.followerCount}>{followers(owner.followers)}</span> ·{' '}
            {videos(owner.videos)} · {views(owner.views)}
            <span className="max-sm:hidden"> · {m.channel_here_since({ date: day(created_at) })}</span>
          </p>
        </div>
        <Actions owner={owner} mine={mine} />
      </div>
      {!isBrief && bio && (
        <p className="mt-5 line-clamp-3 max-w-3xl leading-relaxed whitespace-pre-line" data-testid={testids.channelBio}>
          {bio}
        </p>
      )}
      {!isBrief && links.length > 0 && <ChannelLinks links={links} />}
    </header>
  );
}

function Actions({ owner, mine }: Pick<ChannelHeadProps, 'owner' | 'mine'>) {
  const { data: me } = useQuery(meQuery);
  const { username } = owner;
  return (
    <div className={clsx('flex items-center gap-2', !mine && 'max-sm:w-full')}>
      {mine ? (
        <Link to="/settings" className="btn btn-quiet max-sm:hidden" data-testid={testids.channelEdit}>
          <Pencil aria-hidden="true" />
          {m.channel_edit()}
        </Link>
      ) : (
        <div className="max-sm:flex-1 max-sm:[&>*]:w-full">
          <FollowButton owner={owner} />
        </div>
      )}
      <a
        href={`/@${username}/feed.xml`}
        className="icon-btn"
        aria-label={m.channel_feed()}
        title={m.channel_feed()}
        data-testid={testids.channelHeadFeed}
      >
        <Rss aria-hidden="true" />
      </a>
      {me && !mine && <ChannelMenuButton key={username} username={username} />}
    </div>
  );
}

export function ChannelHeadSkeleton() {
  return (
    <div className="mb-2 pt-6 pb-4" aria-busy="true" aria-label={m.channel_loading()}>
      <div className="flex items-center gap-4 sm:gap-6">
        <div className="skeleton size-20 flex-none rounded-full! sm:size-28" />
        <div className="min-w-0 flex-1">
          <div className="skeleton h-9 w-52 max-w-full" />
          <div className="skeleton mt-2 h-5 w-40 max-w-full" />
        </div>
      </div>
    </div>
  );
}
