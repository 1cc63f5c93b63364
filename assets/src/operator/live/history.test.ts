import { describe, expect, test } from 'vitest';
import { EVENTS, POINTS, type History, heard, hitShare, nothingYet } from './history';
import type { FeedEvent, KindSummary, Snapshot } from './messages';

const kind = (name: string, figures: Partial<KindSummary> = {}): KindSummary => ({
  kind: name,
  count: 1,
  hung: 0,
  depth: 0,
  handled: 0,
  failed: 0,
  shed: 0,
  rate: 0,
  handle_time: { p50_us: 1, p99_us: 2 },
  queue_wait: { p50_us: 0, p99_us: 0 },
  restarts: 0,
  ...figures,
});

const snapshot = (second: number, actors: KindSummary[] = [], hits = 0): Snapshot => ({
  type: 'snapshot',
  at: new Date(second * 1000).toISOString(),
  actors,
  jobs: {
    ingest: { running: 1, waiting: 0 },
    urgent: { running: 0, waiting: 2 },
    background: { running: 2, waiting: 5 },
  },
  rooms: { live: 4, connections: 9 },
  sockets: { sockets: 11, behind: 1, closed_slow: 0 },
  cache: { budget_bytes: 1, bytes: 1, objects: 1, hits, misses: 10 },
  storage: null,
  process: { rss_bytes: 1, uptime_seconds: second, threads: 1, open_connections: 1, free_bytes: null },
  cpu: null,
});

const restart: FeedEvent = {
  type: 'event',
  at: '2026-11-21T15:00:00Z',
  event: 'restarting',
  id: 7,
  kind: 'room',
  cause: 'panicked: out of chairs',
  pause_ms: 100,
};

const after = (messages: (Snapshot | FeedEvent)[], from: History = nothingYet) => messages.reduce(heard, from);

describe('the history of the feed', () => {
  test('sums what kinds tell, and names the slowest that works', () => {
    const kinds = [
      kind('room', { count: 3, rate: 4, depth: 2, restarts: 1, handle_time: { p50_us: 40, p99_us: 90 } }),
      kind('transcode', { count: 2, rate: 0.5, handle_time: { p50_us: 70, p99_us: 800 } }),
      kind('evictor', { handle_time: { p50_us: 1, p99_us: 1e6 } }),
    ];
    const { points } = after([snapshot(1, kinds)]);
    expect(points[0]).toMatchObject({
      actors: 6,
      rate: 4.5,
      depth: 2,
      restarts: 1,
      rooms: 4,
      listeners: 9,
      sockets: 11,
      people: 0,
      running: 3,
      waiting: 7,
      slowest: 'transcode',
      p50: 70,
      p99: 800,
    });
  });

  test('keeps a bounded past', () => {
    const many = Array.from({ length: POINTS + 20 }, (_, second) => snapshot(second));
    const { points, newest } = after(many);
    expect(points).toHaveLength(POINTS);
    expect(points.at(-1)?.at).toBe(Date.parse(newest?.at ?? ''));
    const { events, told } = after(Array.from({ length: EVENTS + 5 }, () => restart));
    expect([events.length, events[0]?.number, told]).toEqual([EVENTS, EVENTS + 5, EVENTS + 5]);
  });

  test('begins anew with the server, and keeps what happened', () => {
    const past = after([snapshot(50), restart, snapshot(51)]);
    const { points, events } = after([snapshot(2)], past);
    expect(points).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  test('knows nothing of the cache while nobody asks it', () => {
    expect(hitShare([])).toBeNull();
    expect(hitShare(after([snapshot(1), snapshot(2)]).points)).toBeNull();
    expect(hitShare(after([snapshot(1, [], 5), snapshot(2, [], 9)]).points)).toBe(1);
  });
});
