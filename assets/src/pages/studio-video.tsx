import { useQuery } from '@tanstack/react-query';
import { Outlet, getRouteApi } from '@tanstack/react-router';
import { useLiveVideo } from '~/api/live-video';
import { isNotFound } from '~/api/problem';
import { isAtWork, meQuery } from '~/api/queries';
import { ErrorCard } from '~/components/error-card';
import { SectionedNav } from '~/components/sectioned-page';
import { useTitle } from '~/lib/hooks';
import { StudioVideoHead } from '~/studio/video/head';
import { sections } from '~/studio/video/sections';
import { VideoContext } from '~/studio/video/video-context';
import { m } from '~/words';
import { NotFound } from './not-found';

const route = getRouteApi('/studio/$id');

/** Everything about one video, for who made it. */
export function StudioVideoPage() {
  const { id } = route.useParams();
  const { data: me } = useQuery(meQuery);
  const { data: video, error, refetch } = useLiveVideo(id, (known) => (known && isAtWork(known) ? 2000 : false));
  useTitle(video ? m.studio_title_of({ title: video.title }) : m.studio_heading());

  if (error && !video && !isNotFound(error)) return <ErrorCard error={error} retry={() => void refetch()} />;
  if ((error && isNotFound(error)) || (video && me && video.owner.username !== me.username)) {
    return <NotFound what="video" />;
  }
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 pb-20 sm:px-6 sm:pt-6">
      {video ? <StudioVideoHead video={video} /> : <HeadSkeleton />}
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)] lg:gap-10">
        <SectionedNav label={m.studio_parts()} links={sections} params={{ id }} />
        <div className="grid min-w-0 grid-cols-1 content-start gap-6">
          {video ? (
            <VideoContext key={id} value={video}>
              <Outlet />
            </VideoContext>
          ) : (
            <div className="skeleton h-96 rounded-card!" aria-busy="true" />
          )}
        </div>
      </div>
    </div>
  );
}

function HeadSkeleton() {
  return (
    <div className="mb-6 flex items-center gap-5 pt-12" aria-hidden="true">
      <div className="skeleton aspect-video w-32 max-sm:hidden" />
      <div className="flex-1">
        <div className="skeleton h-7 w-2/3" />
        <div className="skeleton mt-2 h-6 w-28" />
      </div>
    </div>
  );
}
