import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { doubtServer, reachable } from './reachable';

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('tells when the server is away, and when it is back', async () => {
  const told: boolean[] = [];
  reachable.subscribe(() => told.push(reachable.get()));
  const ask = vi.fn(() => Promise.reject<Response>(new TypeError('refused')));
  vi.stubGlobal('fetch', ask);
  const asked = [doubtServer(), doubtServer()];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([false]);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask.mock.calls.length).toBeLessThan(12);
  ask.mockImplementation(() => Promise.resolve(new Response()));
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all(asked);
  expect(told).toEqual([false, true]);
});

it('says nothing when the server answers after all', async () => {
  const told = vi.fn();
  reachable.subscribe(told);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response()));
  const asked = doubtServer();
  await vi.advanceTimersByTimeAsync(1_000);
  await asked;
  expect(told).not.toHaveBeenCalled();
});
