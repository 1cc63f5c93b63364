import { type ReactNode, type RefObject, useEffect, useEffectEvent, useState } from 'react';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { createEngine, engineFor } from '~/player/engine';
import { testids } from '~/testids';
import { m } from '~/words';

interface PreviewPlayerProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
  onTime?: (seconds: number) => void;
  /** A picture to look at: it has no controls. */
  isStill?: boolean;
  /** Lies over the picture. */
  children?: ReactNode;
}

/** The video beside what is edited: the browser's own controls, and nothing that counts as watching it. */
export function PreviewPlayer({ video, element, onTime, isStill = false, children }: PreviewPlayerProps) {
  const source = video.playback.hls ?? undefined;
  const isThere = source !== undefined && (video.state === 'playable' || video.state === 'ready');
  const hasFailed = useEngine(isThere ? source : undefined, element);
  if (!isThere) {
    return (
      <div className="relative overflow-hidden rounded-card">
        <Poster src={video.playback.poster} eager />
        <p className="absolute inset-x-0 bottom-0 bg-black/70 p-3 text-center text-sm text-white">
          {m.studio_not_playable_yet()}
        </p>
      </div>
    );
  }
  return (
    <div className="stage relative overflow-hidden rounded-card bg-black">
      <video
        ref={element}
        controls={!isStill}
        muted={isStill}
        playsInline
        preload="metadata"
        poster={video.playback.poster ?? undefined}
        aria-label={video.title}
        className="aspect-video w-full"
        data-testid={testids.studioPlayer}
        onTimeUpdate={({ currentTarget }) => onTime?.(currentTarget.currentTime)}
        onSeeking={({ currentTarget }) => onTime?.(currentTarget.currentTime)}
      />
      {children}
      {hasFailed && (
        <p className="absolute inset-x-0 top-0 bg-black/80 p-3 text-center text-sm text-white">
          {m.studio_preview_failed()}
        </p>
      )}
    </div>
  );
}

function useEngine(source: string | undefined, element: RefObject<HTMLVideoElement | null>): boolean {
  const [hasFailed, setFailed] = useState(false);
  const fail = useEffectEvent(() => setFailed(true));
  useEffect(() => {
    const video = element.current;
    if (!video || !source) return;
    const sources = { hls: source, dash: undefined };
    const engine = createEngine(engineFor(sources, false), video, { onTracks: () => undefined, onFailure: fail });
    let isOver = false;
    void engine.then((ready) => {
      if (!isOver) ready.load(source, { at: 0, height: null, audio: null });
    });
    return () => {
      isOver = true;
      void engine.then((ready) => ready.destroy());
    };
  }, [source, element]);
  return hasFailed;
}
