import { useEffect } from 'react';
import type { Video } from '~/api/types';
import { PreviewPlayer } from './video/preview-player';
import { usePlayhead } from './video/beside-player';

/** The frame at a time, from the video itself. */
export function FramePreview({ video, at }: { video: Video; at: number }) {
  const { element, seek } = usePlayhead();
  useEffect(() => {
    const shown = element.current;
    if (!shown) return;
    if (shown.readyState > 0) return seek(at);
    const begin = () => seek(at);
    shown.addEventListener('loadedmetadata', begin, { once: true });
    return () => shown.removeEventListener('loadedmetadata', begin);
  }, [element, seek, at]);
  return <PreviewPlayer video={video} element={element} isStill />;
}
