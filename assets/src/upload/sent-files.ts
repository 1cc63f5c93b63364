const KEY = 'playhouse.sent-files';
const MOST = 200;

/** A file that was uploaded from here, and the video that it became. */
export interface Sent {
  name: string;
  size: number;
  modified: number;
  videoId: string;
}

type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;
type Named = Pick<File, 'name' | 'size' | 'lastModified'>;

/** The same file, as far as one can tell without reading it. */
export function isSameFile(a: Named, b: Named): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}

function isSent(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && 'videoId' in value && typeof value.videoId === 'string';
}

/** Remembers what was uploaded, for a word when somebody is about to do it again. */
export class SentFiles {
  private readonly storage: KeyValue;

  constructor(storage: KeyValue) {
    this.storage = storage;
  }

  find({ name, size, lastModified }: Named): Sent | undefined {
    return this.all().find((sent) => sent.name === name && sent.size === size && sent.modified === lastModified);
  }

  note({ name, size, lastModified }: Named, videoId: string): void {
    const others = this.all().filter((sent) => sent.videoId !== videoId);
    this.keep([{ name, size, modified: lastModified, videoId }, ...others].slice(0, MOST));
  }

  forget(videoId: string): void {
    this.keep(this.all().filter((sent) => sent.videoId !== videoId));
  }

  private all(): Sent[] {
    try {
      const value: unknown = JSON.parse(this.storage.getItem(KEY) ?? '[]');
      return Array.isArray(value) ? value.filter(isSent) : [];
    } catch {
      return [];
    }
  }

  private keep(files: Sent[]): void {
    try {
      this.storage.setItem(KEY, JSON.stringify(files));
    } catch {
      // A full storage costs only the hint.
    }
  }
}
