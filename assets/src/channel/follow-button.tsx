import { useQuery } from '@tanstack/react-query';
import { UserCheck, UserPlus } from 'lucide-react';
import { useFollow } from '~/api/follows';
import { meQuery } from '~/api/queries';
import type { PublicUser } from '~/api/types';
import { MemberButton } from '~/components/member-button';
import { testids } from '~/testids';
import { m } from '~/words';

/** Nobody follows themselves: for who it is about, there is no button. */
export function FollowButton({ owner }: { owner: PublicUser }) {
  const { data: me } = useQuery(meQuery);
  const follow = useFollow(owner.username);
  if (me?.username === owner.username) return null;
  const followed = owner.followed ?? false;
  const Icon = followed ? UserCheck : UserPlus;
  return (
    <MemberButton
      className={followed ? 'btn btn-quiet' : 'btn btn-primary'}
      pressed={followed}
      testid={testids.followButton}
      onPress={() => follow.mutate(!followed)}
    >
      <Icon aria-hidden="true" />
      {followed ? m.channel_followed_now() : m.channel_follow()}
      <span className="sr-only"> {owner.username}</span>
    </MemberButton>
  );
}
