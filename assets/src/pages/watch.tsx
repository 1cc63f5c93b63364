import { getRouteApi } from '@tanstack/react-router';
import { Suspense, lazy, useRef, useState } from 'react';
import { type Teller, useLiveVideo } from '~/api/live-video';
import { isNotFound } from '~/api/problem';
import type { Video } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { clsx } from '~/lib/clsx';
import { useTitle } from '~/lib/hooks';
import { parseTime } from '~/lib/time';
import { preferences } from '~/player/preferences';
import type { RoomStatus } from '~/room/state';
import { useIsAway, useRoom, useRoomPart } from '~/room/use-room';
import { Details } from '~/watch/details';
import { useNeighbours } from '~/watch/neighbours';
import { PlaylistRail } from '~/watch/playlist-rail';
import { StageArea } from '~/watch/stage-area';
import { UpNext } from '~/watch/up-next';
import { UploadNotice } from '~/watch/upload-notice';
import { m } from '~/words';
import { NotFound } from './not-found';

const Comments = lazy(() => import('~/comments/comments'));

const route = getRouteApi('/watch/$id');

/** Without events: often while one waits for the first picture, now and then while the rest of the ladder is made. */
function pollEvery(video: Video | undefined): number | false {
  if (video?.state === 'uploading' || video?.state === 'processing') return 1000;
  if (video?.upload) return 2000;
  return video?.state === 'playable' ? 5000 : false;
}

/** The room tells of the video; events do only while it has not been reached for a while. */
function tellerOf(status: RoomStatus, isAway: boolean): Teller {
  if (status === 'live') return 'room';
  return isAway ? 'events' : 'none';
}

export function WatchPage() {
  const { id } = route.useParams();
  const { t, comment, list, engine } = route.useSearch();
  const element = useRef<HTMLVideoElement>(null);
  const [theatre, setTheatre] = useState(() => preferences().theatre);
  const store = useRoom(id);
  const teller = tellerOf(
    useRoomPart(store, ({ status }) => status),
    useIsAway(store),
  );
  const { data: video, error, refetch } = useLiveVideo(id, pollEvery, teller);
  const neighbours = useNeighbours(id, list);
  useTitle(video?.title);

  // An upload may be cancelled while someone watches it.
  if (error && isNotFound(error)) return <NotFound what="video" />;
  if (error && !video) return <ErrorCard error={error} retry={() => void refetch()} />;
  return (
    <div
      className={clsx(
        'grid grid-cols-1 gap-x-8 pb-16 xl:px-6',
        theatre ? 'xl:pt-0' : 'xl:grid-cols-[minmax(0,1fr)_24rem] xl:pt-6',
      )}
    >
      <div className="min-w-0">
        <div
          className={clsx(
            // Its name for transitions makes it a layer of its own; the player that came along in the corner is above the page.
            'has-[[data-mini]]:relative has-[[data-mini]]:z-30',
            'mx-auto aspect-video w-full overflow-hidden bg-black [view-transition-name:stage] max-xl:max-h-[calc(100dvh-var(--header))]',
            theatre
              ? 'max-h-[calc(100dvh-var(--header))] xl:-mx-6 xl:w-[calc(100%+3rem)]'
              : 'xl:max-h-[78dvh] xl:rounded-card',
          )}
        >
          {video && (
            <StageArea
              video={video}
              startAt={parseTime(t)}
              wantsDash={engine === 'dash'}
              {...neighbours}
              element={element}
              onTheatre={setTheatre}
            />
          )}
        </div>
        <div className="mt-4 px-4 sm:px-6 xl:px-0">
          {video && <UploadNotice video={video} />}
          {video ? <Details video={video} element={element} /> : <DetailsSkeleton />}
          {video && (
            // On a phone what comes below must not be in sight yet: it would be pushed away.
            <Suspense fallback={<div className="min-h-dvh" />}>
              <Comments key={id} video={video} store={store} element={element} linked={comment} />
            </Suspense>
          )}
        </div>
      </div>
      <div className="mt-10 px-4 sm:px-6 xl:mt-0 xl:px-0">
        {list && <PlaylistRail list={list} id={id} />}
        <UpNext id={id} inPlaylist={list !== undefined} />
      </div>
    </div>
  );
}

function DetailsSkeleton() {
  return (
    <div aria-busy="true" aria-label={m.watch_loading()}>
      <div className="skeleton h-8 w-2/3" />
      <div className="mt-5 flex items-center gap-3">
        <div className="skeleton size-11 rounded-full!" />
        <div className="skeleton h-5 w-32" />
      </div>
      <div className="skeleton mt-5 h-24 rounded-card!" />
    </div>
  );
}
