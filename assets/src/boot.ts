import type { User, Video, VideoPage } from '~/api/types';

/** What the server wrote into the page, so that the first paint needs no request. */
export interface Boot {
  user: User | null;
  video: Video | null;
  videos: VideoPage | null;
}

const empty: Boot = { user: null, video: null, videos: null };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the boot block; anything missing or malformed counts as absent, since every part can be fetched instead. */
export function parseBoot(text: string | null | undefined): Boot {
  if (!text) return empty;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return empty;
  }
  if (!isRecord(raw)) return empty;
  const { user, video, videos } = raw;
  return {
    user: isRecord(user) && typeof user.username === 'string' ? (user as User) : null,
    video: isRecord(video) && typeof video.id === 'string' ? (video as Video) : null,
    videos: isRecord(videos) && Array.isArray(videos.items) ? (videos as VideoPage) : null,
  };
}

export function readBoot(): Boot {
  return parseBoot(document.getElementById('boot')?.textContent);
}
