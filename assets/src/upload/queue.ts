import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { videoQuery } from '~/api/queries';
import { titleFromFilename } from '~/lib/format';
import { type Draft, type UploadItem, isMoving, isUnfinished } from './item';
import { Rate } from './rate';
import { Transfer } from './transfer';
import type { Unfinished } from './unfinished';

const AT_ONCE = 2;
const SAVE_AFTER_MS = 800;
const TELL_EVERY_MS = 200;

interface Worker {
  transfer: Transfer;
  rate: Rate;
  told: number;
  saveTimer: number | undefined;
}

/** All uploads of this page. It lives outside the pages, so that uploads go on while one looks around. */
class UploadQueue {
  private items: readonly UploadItem[] = [];
  private readonly workers = new Map<string, Worker>();
  private readonly listeners = new Set<() => void>();
  private queries: QueryClient | undefined;
  private count = 0;

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

  add(file: File, previous?: Unfinished): void {
    this.count += 1;
    const key = String(this.count);
    const draft: Draft = {
      title: previous?.metadata.title ?? titleFromFilename(file.name),
      description: previous?.metadata.description ?? '',
      visibility: 'public',
    };
    const saved = previous?.metadata.visibility;
    if (saved === 'unlisted' || saved === 'private') draft.visibility = saved;
    const transfer = new Transfer(file, draft, previous, {
      onProgress: (sent) => this.progress(key, sent),
      onVideo: (videoId) => this.becomes(key, videoId),
      onRetry: () => this.change(key, { phase: 'retrying', speed: undefined, eta: undefined }),
      onDone: () => this.done(key),
      onError: (error) => {
        this.change(key, { phase: 'failed', error: describe(error), speed: undefined, eta: undefined });
        this.next();
      },
    });
    this.workers.set(key, { transfer, rate: new Rate(), told: 0, saveTimer: undefined });
    this.items = [
      ...this.items,
      {
        key,
        file,
        draft,
        phase: 'queued',
        sent: 0,
        speed: undefined,
        eta: undefined,
        videoId: previous?.videoId,
        error: undefined,
        saved: 'clean',
        saveError: undefined,
      },
    ];
    this.tell();
    this.next();
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
    clearTimeout(this.workers.get(key)?.saveTimer);
    this.workers.delete(key);
    this.items = this.items.filter((item) => item.key !== key);
    this.tell();
    this.next();
  }

  /** Takes a change of the form and saves it a moment later, as soon as there is a video to save it to. */
  edit(key: string, part: Partial<Draft>): void {
    const item = this.item(key);
    const worker = this.workers.get(key);
    if (!item || !worker) return;
    this.change(key, { draft: { ...item.draft, ...part }, saved: 'pending' });
    clearTimeout(worker.saveTimer);
    worker.saveTimer = window.setTimeout(() => void this.save(key), SAVE_AFTER_MS);
  }

  urls(): Set<string> {
    return new Set([...this.workers.values()].flatMap(({ transfer }) => transfer.url ?? []));
  }

  private async save(key: string): Promise<void> {
    const item = this.item(key);
    if (!item?.videoId || item.saved !== 'pending') return;
    const { draft, videoId } = item;
    if (!draft.title.trim()) {
      this.change(key, { saved: 'refused', saveError: 'A video needs a title.' });
      return;
    }
    this.change(key, { saved: 'saving', saveError: undefined });
    try {
      const { data } = await client.PATCH('/api/v1/videos/{id}', { params: { path: { id: videoId } }, body: draft });
      if (data) this.queries?.setQueryData(videoQuery(videoId).queryKey, data.video);
      if (this.item(key)?.saved === 'saving') this.change(key, { saved: 'saved' });
    } catch (error) {
      const field = error instanceof ApiError ? Object.values(error.fields)[0] : undefined;
      if (this.item(key)?.saved === 'saving') {
        this.change(key, { saved: 'refused', saveError: field ?? describe(error) });
      }
    }
  }

  /** What was typed on the earlier visit is with the server by now. */
  private async recall(key: string, videoId: string): Promise<void> {
    try {
      const { data } = await client.GET('/api/v1/videos/{id}', { params: { path: { id: videoId } } });
      if (!data || this.item(key)?.saved !== 'clean') return;
      const { title, description, visibility } = data.video;
      this.change(key, { draft: { title, description, visibility } });
    } catch {
      // The first form, kept with the upload, stands in.
    }
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
    if (item.saved === 'pending') void this.save(key);
  }

  private done(key: string): void {
    const item = this.item(key);
    if (!item) return;
    this.change(key, { phase: 'sent', sent: item.file.size, speed: undefined, eta: undefined });
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
    for (const { key } of this.items.filter(({ phase }) => phase === 'retrying')) {
      const transfer = this.workers.get(key)?.transfer;
      void transfer?.pause().then(() => transfer.start());
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
    for (const listener of this.listeners) listener();
  }
}

export const uploads = new UploadQueue();

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}
