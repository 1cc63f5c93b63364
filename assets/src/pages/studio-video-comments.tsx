import { Suspense, lazy } from 'react';
import { useRoom } from '~/room/use-room';
import { useStudioVideo } from '~/studio/video/video-context';

const Comments = lazy(() => import('~/comments/comments'));

/** What people write beside the video, and what waits for its owner's word; live, as on the video's own page. */
export function StudioComments() {
  const video = useStudioVideo();
  const store = useRoom(video.id);
  return (
    <div className="card px-4 pb-4 sm:px-6">
      <Suspense fallback={<div className="skeleton my-8 h-60 rounded-card!" aria-busy="true" />}>
        <Comments video={video} store={store} linked={undefined} />
      </Suspense>
    </div>
  );
}
