import type { PreviousUpload, UrlStorage } from 'tus-js-client';

/** What is kept in the browser about an upload, so that it can go on after a reload. */
export interface Unfinished extends PreviousUpload {
  videoId?: string;
}

const PREFIX = 'playhouse.upload:';

type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

function parse(text: string | null): Unfinished | undefined {
  try {
    const value = JSON.parse(text ?? '') as Unfinished;
    return typeof value.uploadUrl === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers unfinished uploads together with the video that they will become. */
export class UnfinishedUploads implements UrlStorage {
  private readonly storage: KeyValue;
  private readonly videoIdOf: (uploadUrl: string) => string | undefined;

  constructor(storage: KeyValue, videoIdOf: (uploadUrl: string) => string | undefined) {
    this.storage = storage;
    this.videoIdOf = videoIdOf;
  }

  findAllUploads(): Promise<Unfinished[]> {
    return Promise.resolve(this.find(PREFIX));
  }

  findUploadsByFingerprint(fingerprint: string): Promise<Unfinished[]> {
    return Promise.resolve(this.find(`${PREFIX}${fingerprint}:`));
  }

  removeUpload(urlStorageKey: string): Promise<void> {
    this.storage.removeItem(urlStorageKey);
    return Promise.resolve();
  }

  addUpload(fingerprint: string, upload: PreviousUpload): Promise<string> {
    const key = `${PREFIX}${fingerprint}:${Date.now()}`;
    const videoId = upload.uploadUrl ? this.videoIdOf(upload.uploadUrl) : undefined;
    try {
      this.storage.setItem(key, JSON.stringify({ ...upload, videoId }));
    } catch {
      // A full storage costs only the resuming after a reload.
    }
    return Promise.resolve(key);
  }

  private find(prefix: string): Unfinished[] {
    const found: Unfinished[] = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (!key?.startsWith(prefix)) continue;
      const value = parse(this.storage.getItem(key));
      if (value) found.push({ ...value, urlStorageKey: key });
    }
    return found.sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime));
  }
}
