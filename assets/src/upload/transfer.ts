import { type DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import { ApiError } from '~/api/problem';
import { freshen, refreshSession } from '~/api/session';
import type { Problem } from '~/api/types';
import { noteVideoId, unfinishedUploads } from './remembered';
import { RETRY_DELAYS, shouldRetry } from './retry';
import { Tape } from './tape';
import type { Unfinished } from './unfinished';

export const ENDPOINT = new URL('/api/v1/uploads', location.origin).href;
const CHUNK = 32 * 1024 * 1024;
/** Of what is sent while it is made: small enough that a lost request costs little. */
const LIVE_CHUNK = 4 * 1024 * 1024;

export interface TransferEvents {
  onProgress: (sent: number) => void;
  onVideo: (videoId: string) => void;
  onRetry: () => void;
  onDone: () => void;
  onError: (error: Error) => void;
}

function here(address: string): string;
function here(address: string | null): string | null;
function here(address: string | null): string | null {
  return address && new URL(new URL(address, ENDPOINT).pathname, location.origin).href;
}

function problemOf(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return error;
  try {
    return new ApiError(response.getStatus(), JSON.parse(response.getBody()) as Partial<Problem>);
  } catch {
    return new ApiError(response.getStatus(), {});
  }
}

/** What is sent: a file, or bytes that are still being made. */
export type Source = File | Tape;

function sourceOptions(source: Source): UploadOptions {
  if (source instanceof File) {
    return { chunkSize: CHUNK, removeFingerprintOnSuccess: true, urlStorage: unfinishedUploads };
  }
  // What is made now cannot be made again after a reload; there is nothing to remember.
  return { chunkSize: LIVE_CHUNK, uploadLengthDeferred: true, fileReader: source, storeFingerprintForResuming: false };
}

/** One file or recording on its way, over tus. It can be halted and go on; a file also in another page and on another day. */
export class Transfer {
  private readonly source: Source;
  private readonly upload: Upload;
  private readonly previous: Unfinished | undefined;
  private readonly events: TransferEvents;
  private renewed = false;
  private located = false;

  constructor(
    source: Source,
    metadata: Record<string, string>,
    previous: Unfinished | undefined,
    events: TransferEvents,
  ) {
    this.source = source;
    this.events = events;
    this.previous = previous;
    this.upload = new Upload(source instanceof File ? source : new Blob(), {
      ...sourceOptions(source),
      endpoint: ENDPOINT,
      retryDelays: RETRY_DELAYS,
      metadata,
      // The address is the server's public one; whoever came by another name stays with that.
      onUploadUrlAvailable: () => {
        this.upload.url = here(this.upload.url);
      },
      onBeforeRequest: () => freshen(),
      onAfterResponse: async (_request, response) => {
        const videoId = response.getHeader('Video-Id');
        const place = response.getHeader('Location');
        if (videoId) {
          if (place) noteVideoId(here(place), videoId);
          events.onVideo(videoId);
        }
        if (response.getStatus() === 401) this.renewed = await refreshSession();
      },
      onShouldRetry: (error) => {
        const retry = shouldRetry(error.originalResponse?.getStatus() ?? 0, this.renewed);
        this.renewed = false;
        if (retry) events.onRetry();
        return retry;
      },
      onProgress: (sent) => events.onProgress(sent),
      onSuccess: () => events.onDone(),
      onError: (error) => events.onError(problemOf(error)),
    });
  }

  get url(): string | null {
    return this.upload.url;
  }

  async start(): Promise<void> {
    if (!this.located && this.source instanceof File) {
      this.located = true;
      const previous: Unfinished | undefined = this.previous ?? (await this.upload.findPreviousUploads())[0];
      if (previous) {
        this.upload.resumeFromPreviousUpload(previous);
        if (previous.videoId) this.events.onVideo(previous.videoId);
      }
    }
    this.upload.start();
  }

  pause(): Promise<void> {
    this.letGo();
    return this.upload.abort();
  }

  /** Ends it for good, here and on the server. */
  cancel(): Promise<void> {
    this.letGo();
    return this.upload.abort(true);
  }

  private letGo(): void {
    if (this.source instanceof Tape) this.source.interrupt();
  }
}

export async function discard(upload: Unfinished): Promise<void> {
  if (upload.uploadUrl) await Upload.terminate(upload.uploadUrl, { retryDelays: [0, 1000] });
  await unfinishedUploads.removeUpload(upload.urlStorageKey);
}
