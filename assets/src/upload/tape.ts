import type { FileReader, FileSource, SliceResult } from 'tus-js-client';

interface Waiting {
  start: number;
  end: number;
  resolve: (part: SliceResult) => void;
}

/**
 * Bytes that are still being made, as a source of an upload. Every part is kept: an upload may go back to any place, and
 * whoever asks for more than there is waits.
 */
export class Tape implements FileReader, FileSource {
  readonly size = 0;
  private parts: Blob[] = [];
  private length = 0;
  private isOver = false;
  private waiting: Waiting | undefined;
  private readonly type: string;

  constructor(type: string) {
    this.type = type;
  }

  get bytes(): number {
    return this.length;
  }

  /** Everything up to now, as one. */
  whole(): Blob {
    return new Blob(this.parts, { type: this.type });
  }

  append(part: Blob): void {
    if (part.size === 0 || this.isOver) return;
    this.parts.push(part);
    this.length += part.size;
    this.serve();
  }

  /** Nothing more comes. */
  end(): void {
    this.isOver = true;
    this.serve();
  }

  /** Forgets who waits: a request that was given up must not go on with what comes later. */
  interrupt(): void {
    this.waiting = undefined;
  }

  openFile(): Promise<FileSource> {
    return Promise.resolve(this);
  }

  slice(start: number, end: number): Promise<SliceResult> {
    return new Promise((resolve) => {
      this.waiting = { start, end, resolve };
      this.serve();
    });
  }

  close(): void {
    this.interrupt();
  }

  /** Hands out what there is as soon as there is something: nobody waits for a whole chunk. */
  private serve(): void {
    if (!this.waiting) return;
    const { start, end, resolve } = this.waiting;
    if (start >= this.length && !this.isOver) return;
    this.waiting = undefined;
    const value = start < this.length ? this.cut(start, Math.min(end, this.length)) : null;
    resolve({ value, done: this.isOver && end >= this.length });
  }

  private cut(start: number, end: number): Blob {
    const found: Blob[] = [];
    let at = 0;
    for (const part of this.parts) {
      if (at + part.size > start && at < end) found.push(part.slice(Math.max(0, start - at), end - at));
      at += part.size;
    }
    return new Blob(found);
  }
}
