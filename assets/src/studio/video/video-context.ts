import { createContext, useContext } from 'react';
import type { Video } from '~/api/types';

export const VideoContext = createContext<Video | undefined>(undefined);

/** The video that the page is about; its parts are shown only once it is there. */
export function useStudioVideo(): Video {
  const video = useContext(VideoContext);
  if (!video) throw new Error('this belongs on the page of a video in the studio');
  return video;
}
