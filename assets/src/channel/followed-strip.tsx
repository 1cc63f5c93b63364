import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { followingQuery } from '~/api/follows';
import { Avatar } from '~/components/avatar';
import { ScrollRow } from '~/components/scroll-row';
import { testids } from '~/testids';
import { m } from '~/words';

/** The people whom one follows, as a line of faces, and the way to the list of them. */
export function FollowedStrip() {
  const { data } = useInfiniteQuery({ ...followingQuery, refetchOnMount: 'always' });
  const people = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="mb-6 flex min-h-24 items-center gap-4">
      <div className="min-w-0 flex-1">
        <ScrollRow className="gap-1">
          {people.map(({ person: { username, display_name, avatar } }) => (
            <Link
              key={username}
              to="/@{$username}"
              params={{ username }}
              className="flex w-20 flex-none flex-col items-center gap-1.5 rounded-card py-1.5 hover:bg-sunken"
            >
              <Avatar name={username} src={avatar ?? undefined} className="size-14 text-2xl" />
              <span className="max-w-full truncate px-1 text-xs text-ink-2">{display_name ?? username}</span>
            </Link>
          ))}
        </ScrollRow>
      </div>
      {people.length > 0 && (
        <Link to="/following/people" className="btn btn-quiet" data-testid={testids.followingPeople}>
          {m.channel_manage()}
        </Link>
      )}
    </div>
  );
}
