import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/problem';
import { Autosave, type SaveState, isUnsaved } from './autosave';
import type { Changes } from './details';

function setUp(answers: (() => Promise<void>)[] = []) {
  const sent: Changes[] = [];
  const states: SaveState[] = [];
  const port = {
    isReady: vi.fn(() => true),
    tell: (state: SaveState) => void states.push(state),
    save: async (changes: Changes) => {
      sent.push(changes);
      await answers.shift()?.();
    },
  };
  return { autosave: new Autosave(port), port, sent, states, last: () => states.at(-1) };
}

const refuse =
  (status: number, errors: { pointer: string; detail: string }[] = []) =>
  () =>
    Promise.reject(new ApiError(status, { detail: 'No.', errors }));

describe('autosave', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends what was typed once, when typing rests', async () => {
    const { autosave, sent, last } = setUp();
    autosave.edit({ title: 'a' });
    autosave.edit({ title: 'ab', description: 'c' });
    expect(last()?.saved).toBe('pending');
    await vi.advanceTimersByTimeAsync(800);
    expect(sent).toEqual([{ title: 'ab', description: 'c' }]);
    expect(last()?.saved).toBe('saved');
  });

  it('sends what is typed while it saves after that', async () => {
    let answer = () => {};
    const { autosave, sent, last } = setUp([() => new Promise((resolve) => (answer = resolve))]);
    autosave.edit({ title: 'a' });
    await vi.advanceTimersByTimeAsync(800);
    autosave.edit({ title: 'b' });
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(last()).toSatisfy(isUnsaved);
    await vi.advanceTimersByTimeAsync(800);
    expect(sent).toEqual([{ title: 'a' }, { title: 'b' }]);
    expect(last()?.saved).toBe('saved');
  });

  it('keeps an empty title back, and saves the rest', async () => {
    const { autosave, sent, last } = setUp();
    autosave.edit({ title: ' ', description: 'c' });
    await vi.advanceTimersByTimeAsync(800);
    expect(sent).toEqual([{ description: 'c' }]);
    expect(last()?.saved).toBe('refused');
    expect(last()?.faults).toHaveProperty('title');
  });

  it('says which field the server refuses, and sends it again with what is typed next', async () => {
    const { autosave, sent, last } = setUp([refuse(422, [{ pointer: '/tags/2', detail: 'Too long.' }])]);
    autosave.edit({ tags: ['x'] });
    await vi.advanceTimersByTimeAsync(800);
    expect(last()).toMatchObject({ saved: 'refused', faults: { tags: 'Too long.' }, error: undefined });
    autosave.edit({ title: 'a' });
    await vi.advanceTimersByTimeAsync(800);
    expect(sent.at(-1)).toEqual({ tags: ['x'], title: 'a' });
  });

  it('tries again by itself when the connection was away', async () => {
    const { autosave, sent, last } = setUp([() => Promise.reject(new TypeError('network')), refuse(503)]);
    autosave.edit({ title: 'a' });
    await vi.advanceTimersByTimeAsync(800);
    expect(last()?.saved).toBe('waiting');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(3);
    expect(last()?.saved).toBe('saved');
  });

  it('waits until there is a video', async () => {
    const { autosave, port, sent } = setUp();
    port.isReady.mockReturnValue(false);
    autosave.edit({ title: 'a' });
    await vi.advanceTimersByTimeAsync(800);
    expect(sent).toEqual([]);
    port.isReady.mockReturnValue(true);
    await autosave.flush();
    expect(sent).toEqual([{ title: 'a' }]);
  });
});
