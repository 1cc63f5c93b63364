import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { client } from '~/api/client';
import { saveDetails } from '~/api/mutations';
import { describe } from '~/api/problem';
import { Autosave, CLEAN } from '~/details/autosave';
import { type Changes, detailsFromMetadata, detailsOf, emptyDetails, uploadMetadata } from '~/details/details';
import { withTags } from '~/details/tags';
import { titleFromFilename } from '~/lib/format';
import { tellActive } from './active';
import { type UploadItem, isMoving, isUnfinished, totalsOf } from './item';
import { lookInto } from './look';
import { Rate } from './rate';
import { sentFiles } from './remembered';
import { isSameFile } from './sent-files';
import { Transfer } from './transfer';
import type { Unfinished } from './unfinished';

const AT_ONCE = 2;
const TELL_EVERY_MS = 200;

interface Worker {
  transfer: Transfer;
  autosave: Autosave;
  rate: Rate;
  told: number;
}

/** All uploads of this page. It lives outside the pages, so that uploads go on while one looks around. */
class UploadQueue {
  private items: readonly UploadItem[] = [];
  private readonly workers = new Map<string, Worker>();
  private readonly listeners = new Set<() => void>();
  private queries: QueryClient | undefined;
  private count = 0;
  /** One file is looked into at a time: many at once would halt the page. */
  private looking = Promise.resolve();

  constructor() {
    addEventListener('online', () => this.hurry());
    addEventListener('beforeunload', (event) => {
      if (this.items.some(isUnfinished)) event.preventDefault();
    });
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.items;

  /** Answers to saved forms go into this cache. */
  connect(queries: QueryClient): void {
    this.queries = queries;
  }

  /** Whether the same file is in the list already. */
  has(file: File): boolean {
    return this.items.some((item) => isSameFile(item.file, file));
  }

  add(file: File, previous?: Unfinished): void {
    this.count += 1;
    const key = String(this.count);
    const title = titleFromFilename(file.name);
    const details = previous ? detailsFromMetadata(previous.metadata, title) : emptyDetails(title);
    const metadata = { filename: file.name, filetype: file.type, ...uploadMetadata(details) };
    const transfer = new Transfer(file, metadata, previous, {
      onProgress: (sent) => this.progress(key, sent),
      onVideo: (videoId) => this.becomes(key, videoId),
      onRetry: () => this.change(key, { phase: 'retrying', speed: undefined, eta: undefined }),
      onDone: () => this.done(key),
      onError: (error) => {
        this.change(key, { phase: 'failed', error: describe(error), speed: undefined, eta: undefined });
        this.next();
      },
    });
    const autosave = new Autosave({
      save: (changes) => this.save(key, changes),
      isReady: () => this.item(key)?.videoId !== undefined,
      tell: (save) => this.change(key, { save }),
    });
    this.workers.set(key, { transfer, autosave, rate: new Rate(), told: 0 });
    const item: UploadItem = {
      key,
      file,
      details,
      phase: 'queued',
      sent: 0,
      speed: undefined,
      eta: undefined,
      videoId: previous?.videoId,
      error: undefined,
      save: CLEAN,
      look: undefined,
      twin: previous ? undefined : sentFiles.find(file),
    };
    this.items = [...this.items, item];
    this.tell();
    this.next();
    this.look(key, file);
    if (previous?.videoId) void this.recall(key, previous.videoId);
  }

  async pause(key: string): Promise<void> {
    this.change(key, { phase: 'paused', speed: undefined, eta: undefined });
    await this.workers.get(key)?.transfer.pause();
    this.next();
  }

  /** Goes on after a pause, or tries again after giving up. */
  resume(key: string): void {
    this.change(key, { phase: 'queued', error: undefined });
    this.next();
  }

  async cancel(key: string): Promise<void> {
    const worker = this.workers.get(key);
    this.remove(key);
    await worker?.transfer.cancel();
  }

  remove(key: string): void {
    const item = this.item(key);
    if (item?.look?.still) URL.revokeObjectURL(item.look.still);
    this.workers.get(key)?.autosave.stop();
    this.workers.delete(key);
    this.items = this.items.filter((other) => other.key !== key);
    this.tell();
    this.next();
  }

  /** Takes a change of the form, which is saved as soon as there is a video to save it to. */
  edit(key: string, part: Changes): void {
    const item = this.item(key);
    if (!item) return;
    this.change(key, { details: { ...item.details, ...part } });
    this.workers.get(key)?.autosave.edit(part);
  }

  /** The same for every file; tags are added to those that each has. */
  editAll({ tags, ...part }: Changes): void {
    for (const { key, details } of this.items) {
      this.edit(key, tags ? { ...part, tags: withTags(details.tags, tags.join(',')) } : part);
    }
  }

  urls(): Set<string> {
    return new Set([...this.workers.values()].flatMap(({ transfer }) => transfer.url ?? []));
  }

  private async save(key: string, changes: Changes): Promise<void> {
    const videoId = this.item(key)?.videoId;
    if (videoId && this.queries) await saveDetails(this.queries, videoId, changes);
  }

  /** What was typed on the earlier visit is with the server by now. */
  private async recall(key: string, videoId: string): Promise<void> {
    try {
      const { data } = await client.GET('/api/v1/videos/{id}', { params: { path: { id: videoId } } });
      if (data && this.item(key)?.save === CLEAN) this.change(key, { details: detailsOf(data.video) });
    } catch {
      // The first form, kept with the upload, stands in.
    }
  }

  private look(key: string, file: File): void {
    this.looking = this.looking.then(async () => {
      const look = await lookInto(file);
      if (this.item(key)) this.change(key, { look });
      else if (look?.still) URL.revokeObjectURL(look.still);
    });
  }

  private progress(key: string, sent: number): void {
    const worker = this.workers.get(key);
    const item = this.item(key);
    if (!worker || !item || !isMoving(item.phase)) return;
    const now = performance.now();
    if (now - worker.told < TELL_EVERY_MS && sent < item.file.size) return;
    worker.told = now;
    worker.rate.record(sent, now);
    this.change(key, {
      phase: 'sending',
      sent,
      speed: worker.rate.perSecond,
      eta: worker.rate.eta(item.file.size - sent),
    });
  }

  private becomes(key: string, videoId: string): void {
    const item = this.item(key);
    if (!item || item.videoId === videoId) return;
    this.change(key, { videoId });
    void this.workers.get(key)?.autosave.flush();
  }

  private done(key: string): void {
    const item = this.item(key);
    if (!item) return;
    this.change(key, { phase: 'sent', sent: item.file.size, speed: undefined, eta: undefined });
    if (item.videoId) sentFiles.note(item.file, item.videoId);
    this.next();
  }

  private next(): void {
    const moving = this.items.filter(({ phase }) => isMoving(phase)).length;
    const waiting = this.items.filter(({ phase }) => phase === 'queued').slice(0, Math.max(0, AT_ONCE - moving));
    for (const { key } of waiting) {
      const worker = this.workers.get(key);
      worker?.rate.reset();
      this.change(key, { phase: 'sending' });
      void worker?.transfer.start();
    }
  }

  /** The connection is back: those who wait for their next try need not wait any longer. */
  private hurry(): void {
    for (const { key, phase, save } of this.items) {
      const worker = this.workers.get(key);
      if (save.saved === 'waiting') void worker?.autosave.flush();
      if (phase === 'retrying') void worker?.transfer.pause().then(() => worker.transfer.start());
    }
  }

  private item(key: string): UploadItem | undefined {
    return this.items.find((item) => item.key === key);
  }

  private change(key: string, part: Partial<UploadItem>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...part } : item));
    this.tell();
  }

  private tell(): void {
    const { left, sent, size } = totalsOf(this.items);
    tellActive(left, size > 0 ? sent / size : 0);
    for (const listener of this.listeners) listener();
  }
}

export const uploads = new UploadQueue();

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}
