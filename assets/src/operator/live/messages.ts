/** What `/api/v1/operator/ws` tells. The API's document has no types for it; these are those of the server. */

export interface Quantiles {
  p50_us: number;
  p99_us: number;
}

/** All live actors of one kind. */
export interface KindSummary {
  kind: string;
  count: number;
  hung: number;
  depth: number;
  handled: number;
  failed: number;
  shed: number;
  rate: number;
  handle_time: Quantiles;
  queue_wait: Quantiles;
  restarts: number;
}

export interface LaneTotals {
  running: number;
  waiting: number;
}

export type Lane = 'ingest' | 'urgent' | 'background';

/** The server at one moment. */
export interface Snapshot {
  type: 'snapshot';
  at: string;
  actors: KindSummary[];
  jobs: Record<Lane, LaneTotals> | null;
  /** null: they did not answer in time. */
  rooms: { live: number; connections: number } | null;
  /** Open ones, those that do not take what waits for them, and those that were closed for it. */
  sockets: { sockets: number; behind: number; closed_slow: number } | null;
  cache: { budget_bytes: number; bytes: number; objects: number; hits: number; misses: number };
  storage: { segments: number; bytes: number } | null;
  process: {
    rss_bytes: number;
    uptime_seconds: number;
    threads: number;
    open_connections: number;
    free_bytes: number | null;
  };
  /** Processor seconds a second. */
  cpu: number | null;
}

export interface Exit {
  exit: string;
  cause?: string;
}

interface OfActor {
  id: number;
  kind: string;
}

/** Ends and beginnings that nobody planned, and what else an operator is told of at once. */
export type Happening =
  | (OfActor & { event: 'running'; generation: number })
  | (OfActor & { event: 'restarting'; cause: string; pause_ms: number })
  | (OfActor & { event: 'ended' } & Exit)
  | (OfActor & { event: 'hung'; doing: string | null })
  | (OfActor & { event: 'recovered' })
  | { event: 'dead_letter'; video: string; renditions: string[]; number: number; code: string; detail: string }
  | { event: 'storage_full' | 'storage_freed'; video: string };

export type FeedEvent = { type: 'event'; at: string } & Happening;

export type FeedMessage = Snapshot | FeedEvent;
