import { Link } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { StateCard } from '~/components/state-card';
import { testids } from '~/testids';
import { m } from '~/words';

export function FollowsNobody() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<UserPlus aria-hidden="true" />}
      title={m.channel_follows_nobody()}
      action={
        <Link to="/" className="btn btn-primary">
          {m.library_see_what_is_on()}
        </Link>
      }
    >
      <p>{m.channel_follows_nobody_text()}</p>
    </StateCard>
  );
}
