import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { channelQuery } from '~/api/queries';
import { FollowButton } from '~/channel/follow-button';
import { Avatar } from '~/components/avatar';
import { plural } from '~/lib/format';
import { testids } from '~/testids';

/** Whose video it is, and whether one follows them. The name is there at once, the rest of them comes after. */
export function OwnerRow({ username }: { username: string }) {
  const { data: owner } = useQuery(channelQuery(username));
  return (
    <div className="mr-auto flex min-w-0 items-center gap-x-4">
      <Link
        to="/@{$username}"
        params={{ username }}
        data-testid={testids.videoOwner}
        className="flex min-h-11 min-w-0 items-center gap-3 rounded-control"
      >
        <Avatar name={username} src={owner?.profile.avatar?.small} className="size-11 text-lg" />
        <span className="min-w-0">
          <span className="block truncate leading-snug font-semibold">{owner?.profile.display_name ?? username}</span>
          <span className="block truncate text-sm text-ink-3" data-testid={testids.followerCount}>
            {owner ? plural(owner.followers, 'follower') : '\u00a0'}
          </span>
        </span>
      </Link>
      {owner ? <FollowButton owner={owner} /> : <span className="h-11 w-28" aria-hidden="true" />}
    </div>
  );
}
