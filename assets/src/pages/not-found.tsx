import { Link } from '@tanstack/react-router';
import { Telescope } from 'lucide-react';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

export function NotFound({ what = 'page' }: { what?: 'page' | 'video' | 'channel' }) {
  useTitle('Not found');
  return (
    <StateCard
      testid={testids.notFound}
      icon={<Telescope aria-hidden="true" />}
      title={`There is no such ${what}`}
      action={
        <Link to="/" className="btn btn-primary">
          See what is on
        </Link>
      }
    >
      <p>
        {what === 'video'
          ? 'It may have been removed, or it is private. If it is yours, sign in with the account that owns it.'
          : 'The address may be mistyped, or what was here has moved on.'}
      </p>
    </StateCard>
  );
}
