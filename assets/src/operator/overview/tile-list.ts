import { bytes } from '~/lib/format';
import { m } from '~/words';
import { cores, count, micros, rate, share } from '../figures';
import { kindOf } from '../labels';
import { type Point, hitShare } from '../live/history';

export interface Tile {
  name: string;
  label: string;
  value: string;
  /** What the value is part of, or made of. */
  note?: string;
  values: readonly (number | null)[];
  /** What the line is drawn against at least, so that a quiet server does not look busy. */
  least?: number;
  isLevel?: true;
  tone?: 'bad' | 'warn';
}

/** Points that a sparkline shows: three minutes. */
const SEEN = 180;
const LITTLE_ROOM = 2e9;

type Figure = (point: Point) => number | null;

const maybe = (value: number | null, format: (value: number) => string) => (value === null ? '–' : format(value));

/** How often the cache answered, second by second. */
function hitLine(points: readonly Point[]): (number | null)[] {
  return points.map((_, index) => hitShare(points.slice(Math.max(0, index - 9), index + 1)));
}

/** What the last minutes were like, in the order in which one looks for trouble. */
export function tilesOf(points: readonly Point[]): Tile[] {
  const now = points.at(-1);
  if (!now) return [];
  const seen = points.slice(-SEEN);
  const line = (figure: Figure) => seen.map(figure);
  const restarted = now.restarts - (points[0]?.restarts ?? 0);
  const hits = hitShare(seen);
  return [
    {
      name: 'actors',
      label: m.operator_actors(),
      value: count(now.actors),
      note: now.hung > 0 ? m.operator_hung({ count: now.hung }) : m.operator_kinds_count({ count: now.kinds.size }),
      values: line((point) => point.actors),
      isLevel: true,
      ...(now.hung > 0 && { tone: 'bad' as const }),
    },
    {
      name: 'rate',
      label: m.operator_messages(),
      value: rate(now.rate),
      note: m.operator_a_second(),
      values: line((point) => point.rate),
    },
    {
      name: 'depth',
      label: m.operator_in_mailboxes(),
      value: count(now.depth),
      note: m.operator_messages_of_room(),
      values: line((point) => point.depth),
      least: 10,
    },
    {
      name: 'p99',
      label: m.operator_slowest_p99(),
      value: micros(now.p99),
      note: now.slowest
        ? m.operator_slowest_note({ kind: kindOf(now.slowest), time: micros(now.p50) })
        : m.operator_nothing_to_do(),
      values: line((point) => point.p99),
    },
    {
      name: 'restarts',
      label: m.operator_restarts(),
      value: count(now.restarts),
      note: restarted > 0 ? m.operator_just_now({ count: restarted }) : m.operator_of_live(),
      values: line((point) => point.restarts),
      least: Math.max(2, now.restarts * 1.5),
      ...(restarted > 0 && { tone: 'warn' as const }),
    },
    {
      name: 'jobs',
      label: m.operator_media_jobs(),
      value: maybe(now.running, count),
      note: now.waiting === null ? m.operator_no_answer() : m.operator_jobs_note({ count: count(now.waiting) }),
      values: line((point) => point.running),
      least: 4,
    },
    {
      name: 'rooms',
      label: m.operator_rooms(),
      value: count(now.rooms),
      note: now.listeners === null ? m.operator_live_note() : m.operator_rooms_note({ count: count(now.listeners) }),
      values: line((point) => point.rooms),
      least: 4,
    },
    {
      name: 'sockets',
      label: m.operator_sockets(),
      value: maybe(now.sockets, count),
      note:
        now.behind > 0
          ? m.operator_behind({ count: count(now.behind) })
          : m.operator_closed_slow({ count: count(now.closedSlow) }),
      values: line((point) => point.sockets),
      least: 4,
      ...(now.behind > 0 && { tone: 'warn' as const }),
    },
    {
      name: 'people',
      label: m.operator_sessions(),
      value: count(now.people),
      note: m.operator_people_note({ count: count(now.connections) }),
      values: line((point) => point.people),
      least: 4,
    },
    {
      name: 'cpu',
      label: m.operator_processor(),
      value: maybe(now.cpu, cores),
      note: m.operator_threads({ count: now.threads }),
      values: line((point) => point.cpu),
    },
    {
      name: 'memory',
      label: m.operator_memory(),
      value: bytes(now.memory),
      note: m.operator_of_it_cache({ size: bytes(now.cached) }),
      values: line((point) => point.memory),
      isLevel: true,
    },
    {
      name: 'hits',
      label: m.operator_cache_hits(),
      value: maybe(hits, share),
      note: hits === null ? m.operator_nobody_asked() : m.operator_of_segments(),
      values: hitLine(seen),
    },
    {
      name: 'stored',
      label: m.operator_stored(),
      value: maybe(now.stored, bytes),
      note: m.operator_in_segments(),
      values: line((point) => point.stored),
      isLevel: true,
    },
    {
      name: 'free',
      label: m.operator_disk_free(),
      value: maybe(now.free, bytes),
      note: m.operator_where_data_is(),
      values: line((point) => point.free),
      isLevel: true,
      ...(now.free !== null && now.free < LITTLE_ROOM && { tone: 'bad' as const }),
    },
  ];
}
