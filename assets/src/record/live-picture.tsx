import { useEffect, useRef } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';

interface LivePictureProps {
  stream: MediaStream;
  /** As in a mirror, where somebody looks at themselves. */
  isMirrored?: boolean;
  className?: string;
}

/** What a camera or a screen shows right now, without its sound. */
export function LivePicture({ stream, isMirrored = false, className }: LivePictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={video}
      muted
      autoPlay
      playsInline
      className={clsx(className, isMirrored && '-scale-x-100')}
      data-testid={testids.recordPicture}
    />
  );
}
