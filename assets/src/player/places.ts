import type { QueryClient } from '@tanstack/react-query';
import { videoQuery } from '~/api/queries';
import { freshen } from '~/api/session';
import type { Video } from '~/api/types';
import { isWorthResuming, placeOf, savePlace } from './resume';

/** Where this viewer was: their account knows, or this browser. */
export function resumeOf(video: Video, isMember: boolean): number | undefined {
  if (isMember && video.resume?.finished) return undefined;
  const at = isMember ? video.resume?.position : placeOf(video.id);
  return at !== undefined && isWorthResuming(at, video.duration) ? at : undefined;
}

/** Keeps where a viewer is: with their account, or in this browser. */
export function placeSaver(queries: QueryClient, { id, duration }: Video, isMember: boolean) {
  if (!isMember) return (position: number) => savePlace(id, position);
  return (position: number, isLeaving: boolean) => {
    const finished = isWorthResuming(position, null) && !isWorthResuming(position, duration);
    // Whoever comes back soon finds the place before the server is asked again.
    if (isLeaving) {
      queries.setQueryData(videoQuery(id).queryKey, (video) => video && { ...video, resume: { position, finished } });
    }
    const deliver = () =>
      fetch(`/api/v1/videos/${encodeURIComponent(id)}/watch`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ position: Math.round(position * 1000) / 1000 }),
        keepalive: true,
      }).catch(() => undefined);
    // There is no later on leaving; at all other times the session may be renewed first.
    if (isLeaving) void deliver();
    else void freshen().then(deliver);
  };
}
