import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { Telescope } from 'lucide-react';
import { meQuery } from '~/api/queries';
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
  const { data: me } = useQuery(meQuery);
  const here = useLocation({ select: ({ href }) => href });
  // It may be private: whoever is known may see more.
  const mayBePrivate = me === null && (what === 'video' || what === 'playlist');
  return (
    <StateCard
      testid={testids.notFound}
      icon={<Telescope aria-hidden="true" />}
      title={titles[what]()}
      heading="h1"
      action={
        <div className="flex flex-wrap justify-center gap-3">
          {mayBePrivate && (
            <Link to="/login" search={{ next: here }} className="btn btn-primary" data-testid={testids.notFoundSignIn}>
              {m.common_sign_in()}
            </Link>
          )}
          <Link to="/" className={mayBePrivate ? 'btn btn-quiet' : 'btn btn-primary'}>
            {m.auth_see_what_is_on()}
          </Link>
        </div>
      }
    >
      <p>{what === 'video' || what === 'playlist' ? m.auth_video_gone() : m.auth_page_gone()}</p>
    </StateCard>
  );
}
