import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { useChapters } from '~/api/chapters';
import { videoQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { Player } from './player';

interface StageProps {
  video: Video;
  source: string;
  startAt: number;
  autoplay: boolean;
  onTheatre: (on: boolean) => void;
  /** The `<video>`, for whoever needs the time or wants to seek. */
  element: RefObject<HTMLVideoElement | null>;
}

const idle = (work: () => void) =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(work, { timeout: 800 }) : setTimeout(work, 200);

/** Someone who saves data loads the stream when they press play and not before. */
function savesData(): boolean {
  return 'connection' in navigator && (navigator.connection as { saveData?: boolean }).saveData === true;
}

/** Puts a player into the page. It lives as long as the video stays the same, whatever else is refreshed. */
export default function Stage({ video, source, startAt, autoplay, onTheatre, element }: StageProps) {
  const host = useRef<HTMLDivElement>(null);
  const live = useRef<Player>(null);
  const queries = useQueryClient();

  const build = useEffectEvent(
    () =>
      new Player({
        id: video.id,
        title: video.title,
        owner: video.owner.username,
        source,
        poster: video.playback.poster ?? undefined,
        storyboard: video.playback.storyboard ?? undefined,
        startAt,
        autoplay,
        onTheatre,
        renew: async () =>
          (await queries.fetchQuery({ ...videoQuery(video.id), staleTime: 0 })).playback.hls ?? undefined,
      }),
  );

  useEffect(() => {
    const player = build();
    live.current = player;
    element.current = player.video;
    host.current?.append(player.root);
    if (!savesData()) idle(() => void player.prepare().catch(() => undefined));
    return () => {
      live.current = null;
      element.current = null;
      player.destroy();
    };
  }, [video.id, element]);

  const { storyboard } = video.playback;
  useEffect(() => {
    if (storyboard) live.current?.showStoryboard(storyboard);
  }, [storyboard]);

  const chapters = useChapters(video);
  useEffect(() => {
    live.current?.showChapters(chapters);
  }, [chapters]);

  return <div ref={host} className="size-full" />;
}
