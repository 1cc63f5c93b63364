import { Link } from '@tanstack/react-router';
import { Telescope } from 'lucide-react';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

const titles = {
  page: m.auth_no_page,
  video: m.auth_no_video,
  channel: m.auth_no_channel,
  playlist: m.auth_no_playlist,
};

export function NotFound({ what = 'page' }: { what?: keyof typeof titles }) {
  useTitle(m.auth_not_found());
  return (
    <StateCard
      testid={testids.notFound}
      icon={<Telescope aria-hidden="true" />}
      title={titles[what]()}
      action={
        <Link to="/" className="btn btn-primary">
          {m.auth_see_what_is_on()}
        </Link>
      }
    >
      <p>{what === 'video' || what === 'playlist' ? m.auth_video_gone() : m.auth_page_gone()}</p>
    </StateCard>
  );
}
