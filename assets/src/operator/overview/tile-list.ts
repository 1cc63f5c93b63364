import { bytes } from '~/lib/format';
import { count, micros, rate, share } from '../figures';
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
      label: 'Actors',
      value: count(now.actors),
      note: now.hung > 0 ? `${now.hung} hung` : `${now.kinds.size} kinds`,
      values: line((point) => point.actors),
      isLevel: true,
      ...(now.hung > 0 && { tone: 'bad' as const }),
    },
    { name: 'rate', label: 'Messages', value: rate(now.rate), note: 'a second', values: line((point) => point.rate) },
    {
      name: 'depth',
      label: 'In mailboxes',
      value: count(now.depth),
      note: 'messages',
      values: line((point) => point.depth),
      least: 10,
    },
    {
      name: 'p99',
      label: 'p99 of the slowest',
      value: micros(now.p99),
      note: now.slowest ? `${now.slowest} · p50 ${micros(now.p50)}` : 'nothing to do',
      values: line((point) => point.p99),
    },
    {
      name: 'restarts',
      label: 'Restarts',
      value: count(now.restarts),
      note: restarted > 0 ? `${restarted} just now` : 'of live actors',
      values: line((point) => point.restarts),
      least: Math.max(2, now.restarts * 1.5),
      ...(restarted > 0 && { tone: 'warn' as const }),
    },
    {
      name: 'jobs',
      label: 'Media jobs',
      value: maybe(now.running, count),
      note: now.waiting === null ? 'no answer' : `running · ${count(now.waiting)} waiting`,
      values: line((point) => point.running),
      least: 4,
    },
    {
      name: 'rooms',
      label: 'Rooms',
      value: count(now.rooms),
      note: now.listeners === null ? 'live' : `live · ${count(now.listeners)} in them`,
      values: line((point) => point.rooms),
      least: 4,
    },
    {
      name: 'sockets',
      label: 'Sockets',
      value: maybe(now.sockets, count),
      note: now.behind > 0 ? `${count(now.behind)} fall behind` : `${count(now.closedSlow)} closed as too slow`,
      values: line((point) => point.sockets),
      least: 4,
      ...(now.behind > 0 && { tone: 'warn' as const }),
    },
    {
      name: 'people',
      label: 'Sessions',
      value: count(now.people),
      note: `people · ${count(now.connections)} connections`,
      values: line((point) => point.people),
      least: 4,
    },
    {
      name: 'cpu',
      label: 'Processor',
      value: maybe(now.cpu, (cores) => cores.toFixed(2)),
      note: `cores · ${now.threads} threads`,
      values: line((point) => point.cpu),
    },
    {
      name: 'memory',
      label: 'Memory',
      value: bytes(now.memory),
      note: `${bytes(now.cached)} of it cache`,
      values: line((point) => point.memory),
      isLevel: true,
    },
    {
      name: 'hits',
      label: 'Cache hits',
      value: maybe(hits, share),
      note: hits === null ? 'nobody asked' : 'of segments asked for',
      values: hitLine(seen),
    },
    {
      name: 'stored',
      label: 'Stored',
      value: maybe(now.stored, bytes),
      note: 'in segments',
      values: line((point) => point.stored),
      isLevel: true,
    },
    {
      name: 'free',
      label: 'Disk free',
      value: maybe(now.free, bytes),
      note: 'where the data is',
      values: line((point) => point.free),
      isLevel: true,
      ...(now.free !== null && now.free < LITTLE_ROOM && { tone: 'bad' as const }),
    },
  ];
}
