import { type ReactNode, type RefObject, useCallback, useRef } from 'react';
import type { Video } from '~/api/types';
import { PreviewPlayer } from './preview-player';

interface BesidePlayerProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
  onTime?: (seconds: number) => void;
  overlay?: ReactNode;
  children: ReactNode;
}

/** Something that is edited, with the video beside it, which stays in sight. */
export function BesidePlayer({ video, element, onTime, overlay, children }: BesidePlayerProps) {
  return (
    <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="z-10 max-xl:sticky max-xl:top-(--header) max-xl:-mx-1 max-xl:bg-surface max-xl:px-1 max-xl:pb-2 xl:sticky xl:top-[calc(var(--header)+1.5rem)] xl:order-2">
        <PreviewPlayer video={video} element={element} {...(onTime && { onTime })}>
          {overlay}
        </PreviewPlayer>
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** The video, where it stands, and how to go elsewhere in it. */
export function usePlayhead() {
  const element = useRef<HTMLVideoElement>(null);
  const timeNow = useCallback(() => element.current?.currentTime ?? 0, []);
  const seek = useCallback((seconds: number) => {
    if (element.current) element.current.currentTime = seconds;
  }, []);
  return { element, timeNow, seek };
}
