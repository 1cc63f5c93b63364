import { SentFiles } from './sent-files';
import { UnfinishedUploads } from './unfinished';

const videoIds = new Map<string, string>();

/** Called when a creation has been answered, before the upload is remembered. */
export function noteVideoId(uploadUrl: string, videoId: string): void {
  videoIds.set(uploadUrl, videoId);
}

export const unfinishedUploads = new UnfinishedUploads(localStorage, (url) => videoIds.get(url));
export const sentFiles = new SentFiles(localStorage);
