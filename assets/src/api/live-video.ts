import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isAtWork, videoQuery } from './queries';
import type { Video, VideoEvent } from './types';

/** Browsers keep six connections to a server over HTTP/1.1; the page needs the others. */
const MOST_STREAMS = 2;
/** What events do not tell of: how far an upload is, and now and then a better poster. */
const LOOK_AT_UPLOAD_MS = 2000;
const LOOK_AGAIN_MS = 10_000;

let streams = 0;

/** The video with what an event tells; undefined when the event tells of more than can be filled in. */
export function withEvent(video: Video, event: VideoEvent): Video | undefined {
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

/** Takes what is told of a video into the cache while the page is seen; answers how to stop. */
function follow(queries: QueryClient, id: string, setLive: (live: boolean) => void): () => void {
  let source: EventSource | undefined;
  const { queryKey } = videoQuery(id);

  const close = () => {
    if (!source) return;
    source.close();
    source = undefined;
    streams -= 1;
    setLive(false);
  };
  const take = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as VideoEvent;
    const video = queries.getQueryData(queryKey);
    const changed = video && withEvent(video, event);
    if (changed) queries.setQueryData(queryKey, changed);
    else void queries.invalidateQueries({ queryKey });
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
 * A video that is followed by its events while the server is at work on it. Where there are none (too many are open, a
 * proxy holds them back) it is asked for every `pollEvery` milliseconds.
 */
export function useLiveVideo(id: string | undefined, pollEvery: (video: Video | undefined) => number | false) {
  const queries = useQueryClient();
  const [live, setLive] = useState(false);
  const query = useQuery({
    ...videoQuery(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => {
      const every = pollEvery(state.data);
      const least = state.data?.upload ? LOOK_AT_UPLOAD_MS : LOOK_AGAIN_MS;
      return live && every !== false ? Math.max(every, least) : every;
    },
  });
  const followed = query.data && isAtWork(query.data) ? id : undefined;
  useEffect(() => (followed === undefined ? undefined : follow(queries, followed, setLive)), [queries, followed]);
  return query;
}
