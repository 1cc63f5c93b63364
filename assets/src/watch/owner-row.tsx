import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { channelQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { FollowButton } from '~/channel/follow-button';
import { Avatar } from '~/components/avatar';
import { followers } from '~/lib/format';
import { testids } from '~/testids';

/** Whose video it is, and whether one follows them. Name and picture are there at once, the rest of them comes after. */
export function OwnerRow({ video }: { video: Video }) {
  const { username, display_name, avatar } = video.owner;
  const { data: owner } = useQuery(channelQuery(username));
  return (
    <div className="mr-auto flex min-w-0 items-center gap-x-4">
      <Link
        to="/@{$username}"
        params={{ username }}
        data-testid={testids.videoOwner}
        className="flex min-h-11 min-w-0 items-center gap-3 rounded-control"
      >
        <Avatar name={username} src={avatar ?? undefined} className="size-11 text-lg" />
        <span className="min-w-0">
          <span className="block truncate leading-snug font-semibold">{display_name ?? username}</span>
          <span className="block truncate text-sm text-ink-3" data-testid={testids.followerCount}>
            {owner ? followers(owner.followers) : '\u00a0'}
          </span>
        </span>
      </Link>
      {owner ? <FollowButton owner={owner} /> : <span className="h-11 w-28" aria-hidden="true" />}
    </div>
  );
}
