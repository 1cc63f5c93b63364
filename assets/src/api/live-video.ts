import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { likeKey } from './likes';
import { isAtWork, videoQuery } from './queries';
import type { Video, VideoEvent } from './types';

/** Browsers keep six connections to a server over HTTP/1.1; the page needs the others. */
const MOST_STREAMS = 2;
/** What events do not tell of: how far an upload is, and now and then a better poster. */
const LOOK_AT_UPLOAD_MS = 2000;
const LOOK_AGAIN_MS = 10_000;

let streams = 0;

/** What is told of a video: by its events, and in its room. */
export type VideoNews = VideoEvent | { type: 'video.likes'; likes: number };

/** Who tells of a video: `room` its room alone; `events` its events; `none` nobody yet, but soon. */
export type Teller = 'room' | 'events' | 'none';

/** The video with what an event tells; undefined when the event tells of more than can be filled in. */
export function withEvent(video: Video, event: VideoNews): Video | undefined {
  if (event.type === 'video.likes') return { ...video, stats: { ...video.stats, likes: event.likes } };
  if (event.type === 'video.state') return event.state === video.state ? video : undefined;
  if (event.type !== 'video.progress') return undefined;
  const { progress, eta, renditions: told } = event;
  if (!told) return { ...video, progress, eta };
  const renditions = video.renditions.map((rendition) => ({
    ...rendition,
    ...told.find(({ name }) => name === rendition.name),
  }));
  return renditions.length === told.length ? { ...video, progress, eta, renditions } : undefined;
}

/** Takes what is told of a video into the cache. */
export function takeNews(queries: QueryClient, id: string, event: VideoNews): void {
  // A number from before this person's own press would take it back on the screen; the answer brings the one after.
  if (event.type === 'video.likes' && queries.isMutating({ mutationKey: likeKey(id) }) > 0) return;
  const { queryKey } = videoQuery(id);
  const video = queries.getQueryData(queryKey);
  const changed = video && withEvent(video, event);
  if (changed) queries.setQueryData(queryKey, changed);
  else void queries.invalidateQueries({ queryKey });
}

/** Hears the events of a video while the page is seen; answers how to stop. */
function follow(queries: QueryClient, id: string, setLive: (live: boolean) => void): () => void {
  let source: EventSource | undefined;

  const close = () => {
    if (!source) return;
    source.close();
    source = undefined;
    streams -= 1;
    setLive(false);
  };
  const take = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as VideoEvent;
    takeNews(queries, id, event);
    if (event.type === 'video.deleted') close();
  };
  const open = () => {
    if (source || document.hidden || streams >= MOST_STREAMS) return;
    streams += 1;
    source = new EventSource(`/api/v1/videos/${encodeURIComponent(id)}/events`);
    for (const type of ['video.state', 'video.progress', 'video.deleted']) source.addEventListener(type, take);
    source.addEventListener('open', () => setLive(true));
    source.addEventListener('error', () => {
      setLive(false);
      if (source?.readyState === EventSource.CLOSED) close();
    });
  };
  const turn = () => (document.hidden ? close() : open());

  open();
  document.addEventListener('visibilitychange', turn);
  return () => {
    document.removeEventListener('visibilitychange', turn);
    close();
  };
}

/**
 * A video that is followed while the server is at work on it: by its events, unless its room tells of it. Where nobody does
 * (too many streams are open, a proxy holds them back) it is asked for every `pollEvery` milliseconds.
 */
export function useLiveVideo(
  id: string | undefined,
  pollEvery: (video: Video | undefined) => number | false,
  teller: Teller = 'events',
) {
  const queries = useQueryClient();
  const [hasEvents, setLive] = useState(false);
  const live = hasEvents || teller === 'room';
  const query = useQuery({
    ...videoQuery(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => {
      const every = pollEvery(state.data);
      const least = state.data?.upload ? LOOK_AT_UPLOAD_MS : LOOK_AGAIN_MS;
      return live && every !== false ? Math.max(every, least) : every;
    },
  });
  const followed = teller === 'events' && query.data && isAtWork(query.data) ? id : undefined;
  useEffect(() => (followed === undefined ? undefined : follow(queries, followed, setLive)), [queries, followed]);
  return query;
}
