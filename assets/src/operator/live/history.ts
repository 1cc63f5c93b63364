import type { FeedEvent, FeedMessage, KindSummary, Snapshot } from './messages';

/** A quarter of an hour, a point a second. */
export const POINTS = 900;
export const EVENTS = 200;

/** One second, as sparklines and charts want it. */
export interface Point {
  /** Milliseconds since 1970, by the server's clock. */
  at: number;
  actors: number;
  rate: number;
  depth: number;
  restarts: number;
  hung: number;
  /** Of the kind that takes longest among those that work; null: none does. */
  p50: number | null;
  p99: number | null;
  slowest: string | null;
  running: number | null;
  waiting: number | null;
  rooms: number;
  /** Sockets in rooms. */
  listeners: number | null;
  sockets: number | null;
  behind: number;
  closedSlow: number;
  people: number;
  connections: number;
  cpu: number | null;
  memory: number;
  threads: number;
  hits: number;
  misses: number;
  cached: number;
  stored: number | null;
  free: number | null;
  lanes: Snapshot['jobs'];
  kinds: ReadonlyMap<string, KindSummary>;
}

export interface Occurrence {
  /** Counted from 1: a key that stays. */
  number: number;
  what: FeedEvent;
}

export interface History {
  newest: Snapshot | undefined;
  /** The oldest first. */
  points: readonly Point[];
  /** The newest first. */
  events: readonly Occurrence[];
  told: number;
}

export const nothingYet: History = { newest: undefined, points: [], events: [], told: 0 };

const sum = (kinds: readonly KindSummary[], figure: (kind: KindSummary) => number) =>
  kinds.reduce((total, kind) => total + figure(kind), 0);

function slowestOf(kinds: readonly KindSummary[]): KindSummary | undefined {
  const working = kinds.filter((kind) => kind.rate >= 0.05);
  return working.reduce<KindSummary | undefined>(
    (slowest, kind) => (slowest && slowest.handle_time.p99_us >= kind.handle_time.p99_us ? slowest : kind),
    undefined,
  );
}

export function pointOf(snapshot: Snapshot): Point {
  const { actors: kinds, jobs, process, cache, storage } = snapshot;
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  const slowest = slowestOf(kinds);
  const lanes = jobs && Object.values(jobs);
  return {
    at: Date.parse(snapshot.at),
    actors: sum(kinds, (kind) => kind.count),
    rate: sum(kinds, (kind) => kind.rate),
    depth: sum(kinds, (kind) => kind.depth),
    restarts: sum(kinds, (kind) => kind.restarts),
    hung: sum(kinds, (kind) => kind.hung),
    p50: slowest?.handle_time.p50_us ?? null,
    p99: slowest?.handle_time.p99_us ?? null,
    slowest: slowest?.kind ?? null,
    running: lanes && lanes.reduce((total, lane) => total + lane.running, 0),
    waiting: lanes && lanes.reduce((total, lane) => total + lane.waiting, 0),
    rooms: snapshot.rooms?.live ?? byKind.get('room')?.count ?? 0,
    listeners: snapshot.rooms?.connections ?? null,
    sockets: snapshot.sockets?.sockets ?? null,
    behind: snapshot.sockets?.behind ?? 0,
    closedSlow: snapshot.sockets?.closed_slow ?? 0,
    people: byKind.get('session')?.count ?? 0,
    connections: process.open_connections,
    cpu: snapshot.cpu,
    memory: process.rss_bytes,
    threads: process.threads,
    hits: cache.hits,
    misses: cache.misses,
    cached: cache.bytes,
    stored: storage?.bytes ?? null,
    free: process.free_bytes,
    lanes: jobs,
    kinds: byKind,
  };
}

/** What is known after one more message. A server that began anew counts from zero: what was before is another story. */
export function heard(history: History, message: FeedMessage): History {
  if (message.type === 'event') {
    const told = history.told + 1;
    return { ...history, told, events: [{ number: told, what: message }, ...history.events].slice(0, EVENTS) };
  }
  if (message.type !== 'snapshot') return history;
  const isAnew = history.newest && message.process.uptime_seconds < history.newest.process.uptime_seconds;
  const before = isAnew ? [] : history.points;
  return { ...history, newest: message, points: [...before.slice(1 - POINTS), pointOf(message)] };
}

/** The part of the requests that the cache answered since the first of these points; null when nobody asked. */
export function hitShare(points: readonly Point[]): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const hits = last.hits - first.hits;
  const all = hits + last.misses - first.misses;
  return all > 0 ? hits / all : null;
}
