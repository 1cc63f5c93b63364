import type { Video } from '~/api/types';

/** Below this share nobody would say that they have begun. */
const BEGUN = 0.005;

/** How much of a video the person has watched, from 0 to 1; nothing when they have not begun. */
export function watchedPart({ resume, duration }: Pick<Video, 'resume' | 'duration'>): number | undefined {
  if (!resume) return undefined;
  if (resume.finished) return 1;
  if (!duration || duration <= 0) return undefined;
  const part = Math.min(1, resume.position / duration);
  return part >= BEGUN ? part : undefined;
}
