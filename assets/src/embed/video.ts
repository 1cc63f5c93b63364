import { ApiError } from '~/api/problem';
import type { Playback, Video } from '~/api/types';
import { m } from '~/words';

/** Why there is nothing to play, and whether it stays so. */
export class Unplayable extends Error {
  readonly isFinal: boolean;
  /** Seconds until it makes sense to ask again. */
  readonly retryAfter: number;

  constructor(message: string, isFinal: boolean, retryAfter = 0) {
    super(message);
    this.isFinal = isFinal;
    this.retryAfter = retryAfter;
  }
}

export async function fetchVideo(id: string): Promise<Video> {
  const response = await fetch(`/api/v1/videos/${encodeURIComponent(id)}`);
  if (response.ok) return ((await response.json()) as { video: Video }).video;
  if (response.status === 404) throw new Unplayable(m.embed_missing(), true);
  const { message, retryAfter } = await ApiError.from(response);
  throw new Unplayable(message, false, retryAfter);
}

/** The words come when there is something to tell. */
export async function failureOf({ failure }: Video): Promise<string> {
  if (!failure) return '';
  const { wordsOfFailure } = await import('~/api/failure-words');
  return wordsOfFailure(failure);
}

export const sourcesOf = ({ hls, dash }: Playback) => ({ hls: hls ?? undefined, dash: dash ?? undefined });

export function isPlayable({ state, playback: { hls, dash } }: Video): boolean {
  return (state === 'playable' || state === 'ready') && Boolean(hls || dash);
}
