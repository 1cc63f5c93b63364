import { useFollow } from '~/api/follows';
import type { Followed } from '~/api/types';
import { PersonLink } from '~/components/person-link';
import { focusSection, sectionOf } from '~/components/section';
import { age, followers } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';

/** Somebody whom one follows, and a way to stop that can be taken back. */
export function FollowedRow({ followed }: { followed: Followed }) {
  const { person, since } = followed;
  const { username, display_name } = person;
  const follow = useFollow(username);
  const name = display_name ?? username;
  const unfollow = async () => {
    try {
      await follow.mutateAsync(false);
      await notify('message', m.channel_unfollowed({ name }), {
        label: m.common_undo(),
        onClick: () => follow.mutate(true),
      });
    } catch {
      // What went wrong is told already.
    }
  };
  return (
    <li
      className="flex items-center gap-4 border-t border-line py-4 first:border-0"
      data-testid={testids.followedPerson}
      data-username={username}
    >
      <PersonLink person={person} size="size-11 text-lg sm:size-14 sm:text-2xl">
        {followers(followed.followers)} · @{username}
        <span className="max-sm:hidden"> · {m.channel_followed({ age: age(since) })}</span>
      </PersonLink>
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={m.channel_unfollow_name({ name })}
        data-testid={testids.followButton}
        onClick={({ currentTarget }) => {
          focusSection(sectionOf(currentTarget));
          void unfollow();
        }}
      >
        {m.channel_unfollow()}
      </button>
    </li>
  );
}

export function FollowedRowSkeleton() {
  return (
    <li className="flex items-center gap-4 py-4" aria-hidden="true">
      <div className="skeleton size-14 flex-none rounded-full!" />
      <div className="flex-1">
        <div className="skeleton h-5 w-40 max-w-full" />
        <div className="skeleton mt-2 h-4 w-56 max-w-full" />
      </div>
    </li>
  );
}
