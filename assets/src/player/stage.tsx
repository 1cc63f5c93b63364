import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useChapters } from '~/api/chapters';
import { meQuery, videoQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { Frame, keep, reclaim } from './frame';
import { placeSaver, resumeOf } from './places';
import { type Neighbour, Player } from './player';

interface StageProps {
  video: Video;
  startAt: number;
  autoplay: boolean;
  wantsDash: boolean;
  next: Neighbour | undefined;
  previous: Neighbour | undefined;
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

const sourcesOf = ({ hls, dash }: Video['playback']) => ({ hls: hls ?? undefined, dash: dash ?? undefined });

/**
 * Puts a player into the page. It lives as long as the video stays the same, whatever else is refreshed, and longer when the
 * page is left while it plays.
 */
export default function Stage(props: StageProps) {
  const { video, startAt, next, previous, onTheatre, element } = props;
  const host = useRef<HTMLDivElement>(null);
  const live = useRef<Frame>(null);
  const queries = useQueryClient();
  const router = useRouter();

  const build = useEffectEvent(() => {
    const isMember = Boolean(queries.getQueryData(meQuery.queryKey));
    const resumed = props.startAt > 0 ? undefined : resumeOf(video, isMember);
    const player = new Player({
      id: video.id,
      title: video.title,
      owner: video.owner.display_name ?? video.owner.username,
      sources: sourcesOf(video.playback),
      poster: video.playback.poster ?? undefined,
      storyboard: video.playback.storyboard ?? undefined,
      startAt: resumed ?? props.startAt,
      resumes: resumed !== undefined,
      autoplay: props.autoplay,
      wantsDash: props.wantsDash,
      // Without a connection it fails, instead of waiting for one: the player tells so, and tries again itself.
      renew: async () => {
        const anew = { ...videoQuery(video.id), staleTime: 0, networkMode: 'always' as const };
        return sourcesOf((await queries.fetchQuery(anew)).playback);
      },
      onPlace: placeSaver(queries, video, isMember),
    });
    return new Frame(player, props.startAt);
  });

  const enter = useEffectEvent((frame: Frame, place: HTMLElement) => {
    const { href } = router.latestLocation;
    frame.enter({ host: place, next, previous, onTheatre, onExpand: () => router.history.push(href) });
  });
  // Before the page is drawn without it: a picture that is moved in time does not stop.
  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const frame = reclaim(video.id) ?? build();
    live.current = frame;
    element.current = frame.player.video;
    enter(frame, host.current);
    // Where a pointer hovers, data is cheap and the press should show a picture at once; phones wait for the press.
    if (!savesData() && matchMedia('(hover: hover)').matches)
      idle(() => void frame.player.prepare().catch(() => undefined));
    return () => {
      live.current = null;
      element.current = null;
      // Whoever goes on to another video hears that one.
      keep(frame, !router.latestLocation.pathname.startsWith('/watch/'));
    };
  }, [video.id, element, router]);

  // A link to another place of the video that is open already.
  useEffect(() => live.current?.follow(startAt), [startAt]);

  const neighbours = JSON.stringify([next, previous]);
  const offer = useEffectEvent(() => live.current?.offer({ next, previous }));
  useEffect(() => offer(), [neighbours]);

  const { storyboard } = video.playback;
  useEffect(() => {
    if (storyboard) live.current?.player.showStoryboard(storyboard);
  }, [storyboard]);

  const chapters = useChapters(video);
  useEffect(() => {
    live.current?.player.showChapters(chapters);
  }, [chapters]);

  return <div ref={host} className="size-full" />;
}
