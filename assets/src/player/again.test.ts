import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Again } from './again';

describe('trying again', () => {
  const page = new EventTarget();
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  /** When it was tried, in seconds, within some minutes. */
  function attempts(seconds: number): number[] {
    const at: number[] = [];
    const began = Date.now();
    const again = new Again(() => {
      at.push((Date.now() - began) / 1000);
      again.plan();
    });
    again.plan();
    vi.advanceTimersByTime(seconds * 1000);
    again.cancel();
    return at;
  }

  it('waits ever longer, but not forever', () => expect(attempts(220)).toEqual([3, 9, 21, 45, 93, 153, 213]));

  it('waits for nothing when the browser is online again', () => {
    const work = vi.fn();
    const again = new Again(work);
    page.dispatchEvent(new Event('online'));
    expect(work).not.toHaveBeenCalled();
    again.plan();
    page.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(10_000);
    expect(work).toHaveBeenCalledOnce();
  });

  it('ends with the player', () => {
    const work = vi.fn();
    const ending = new AbortController();
    new Again(work, ending.signal).plan();
    ending.abort();
    vi.advanceTimersByTime(10_000);
    expect(work).not.toHaveBeenCalled();
  });
});
