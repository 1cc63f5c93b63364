import { beforeEach, describe, expect, it } from 'vitest';
import { UnfinishedUploads } from './unfinished';

class Memory {
  private readonly map = new Map<string, string>();
  get length() {
    return this.map.size;
  }
  key(index: number) {
    return [...this.map.keys()][index] ?? null;
  }
  getItem(key: string) {
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.map.set(key, value);
  }
  removeItem(key: string) {
    this.map.delete(key);
  }
}

const upload = (uploadUrl: string, creationTime = '2026-01-01T00:00:00Z') => ({
  size: 10,
  metadata: { filename: 'a.mp4' },
  creationTime,
  urlStorageKey: '',
  uploadUrl,
  parallelUploadUrls: null,
});

describe('unfinished uploads', () => {
  let memory: Memory;
  let store: UnfinishedUploads;
  beforeEach(() => {
    memory = new Memory();
    store = new UnfinishedUploads(memory, (url) => (url === '/u/1' ? 'video-1' : undefined));
  });

  it('are kept with the video that they become', async () => {
    await store.addUpload('print', upload('/u/1'));
    expect(await store.findUploadsByFingerprint('print')).toMatchObject([{ uploadUrl: '/u/1', videoId: 'video-1' }]);
    expect(await store.findUploadsByFingerprint('other')).toEqual([]);
  });

  it('are listed from the latest and forgotten by key', async () => {
    await store.addUpload('a', upload('/u/1', '2026-01-01T00:00:00Z'));
    const key = await store.addUpload('b', upload('/u/2', '2026-01-02T00:00:00Z'));
    expect((await store.findAllUploads()).map(({ uploadUrl }) => uploadUrl)).toEqual(['/u/2', '/u/1']);
    await store.removeUpload(key);
    expect((await store.findAllUploads()).map(({ uploadUrl }) => uploadUrl)).toEqual(['/u/1']);
  });

  it('leave alone what is not theirs and what is broken', async () => {
    memory.setItem('theme', '{}');
    memory.setItem('playhouse.upload:x:1', 'not json');
    expect(await store.findAllUploads()).toEqual([]);
  });
});
