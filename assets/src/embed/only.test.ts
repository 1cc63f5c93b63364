import { describe, expect, it, vi } from 'vitest';
import { Only } from './only';

describe('the player of a frame', () => {
  it('is one, however many ask before it is there', async () => {
    const only = new Only<object>();
    const work = vi.fn(async () => ({}));
    const [one, other] = await Promise.all([only.make(work), only.make(work)]);
    expect(work).toHaveBeenCalledOnce();
    expect(other).toBe(one);
    expect(await only.there).toBe(one);
  });

  it('is tried again when it could not be made, and waited for meanwhile', async () => {
    const only = new Only<string>();
    const heard = vi.fn();
    only.there.then(heard, heard);
    await expect(only.make(() => Promise.reject(new Error('offline')))).rejects.toThrow('offline');
    expect(heard).not.toHaveBeenCalled();
    await only.make(async () => 'player');
    await only.there;
    expect(heard).toHaveBeenCalledExactlyOnceWith('player');
  });

  it('is known never to come', async () => {
    const only = new Only<string>();
    only.giveUp(new Error('gone'));
    await expect(only.there).rejects.toThrow('gone');
  });
});
