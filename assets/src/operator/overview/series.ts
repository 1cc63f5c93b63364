import { bytes } from '~/lib/format';
import { m } from '~/words';
import { cores, count, micros, rate } from '../figures';
import { kindOf } from '../labels';
import type { Point } from '../live/history';

export interface Series {
  name: string;
  /** Place in the palette. */
  color: number;
  values: readonly (number | null)[];
}

export interface Chart {
  name: string;
  title: string;
  unit: string;
  format: (value: number) => string;
  /** Values far apart: each line of the grid is ten times the one below. */
  logarithmic?: true;
  /** Of things that one has, or has not: the axis counts by ones. */
  isWhole?: true;
  /** What the axis reaches at least. */
  least: number;
  series: readonly Series[];
}

/** Lines that can be told apart. */
export const SHOWN_KINDS = 5;
export const COLORS = 6;

/** Who said most in these points, the busiest first; no more than can be told apart. */
export function busiest(points: readonly Point[], most = SHOWN_KINDS): string[] {
  const said = new Map<string, number>();
  for (const { kinds } of points) {
    for (const { kind, rate: of } of kinds.values()) if (of > 0) said.set(kind, (said.get(kind) ?? 0) + of);
  }
  const ranked = [...said].sort(([, left], [, right]) => right - left);
  return ranked.slice(0, most).map(([kind]) => kind);
}

/** Gives every name that is shown a colour that none of the others has, and lets it keep the one it had. */
export function colored(names: readonly string[], before: ReadonlyMap<string, number>): Map<string, number> {
  const kept = names.flatMap((name) => {
    const color = before.get(name);
    return color === undefined ? [] : [[name, color] as const];
  });
  const colors = new Map(kept);
  const taken = new Set(colors.values());
  for (const name of names) {
    if (colors.has(name)) continue;
    const free = Array.from({ length: COLORS }, (_, color) => color).find((color) => !taken.has(color)) ?? 0;
    taken.add(free);
    colors.set(name, free);
  }
  return colors;
}

type KindFigure = (kind: NonNullable<ReturnType<Point['kinds']['get']>>) => number | null;

function byKind(points: readonly Point[], colors: ReadonlyMap<string, number>, figure: KindFigure): Series[] {
  return [...colors].map(([name, color]) => ({
    name: kindOf(name),
    color,
    values: points.map(({ kinds }) => {
      const kind = kinds.get(name);
      return kind ? figure(kind) : null;
    }),
  }));
}

const one = (points: readonly Point[], name: string, color: number, figure: (point: Point) => number | null) => ({
  name,
  color,
  values: points.map(figure),
});

export function chartsOf(points: readonly Point[], colors: ReadonlyMap<string, number>): Chart[] {
  return [
    {
      name: 'messages',
      title: m.operator_chart_messages(),
      unit: m.operator_a_second(),
      format: rate,
      least: 1,
      series: byKind(points, colors, (kind) => kind.rate),
    },
    {
      name: 'handling',
      title: m.operator_chart_handling(),
      unit: m.operator_by_kind(),
      format: micros,
      logarithmic: true,
      least: 1,
      series: byKind(points, colors, ({ handle_time: { p99_us } }) => (p99_us > 0 ? p99_us : null)),
    },
    {
      name: 'mailboxes',
      title: m.operator_chart_mailboxes(),
      unit: m.operator_messages_by_kind(),
      format: count,
      isWhole: true,
      least: 4,
      series: byKind(points, colors, (kind) => kind.depth),
    },
    {
      name: 'jobs',
      title: m.operator_media_jobs(),
      unit: m.operator_at_once(),
      format: count,
      isWhole: true,
      least: 4,
      series: [
        one(points, m.operator_phase_running(), 0, (point) => point.running),
        one(
          points,
          m.operator_waiting_urgent(),
          1,
          ({ lanes }) => lanes && lanes.urgent.waiting + lanes.ingest.waiting,
        ),
        one(points, m.operator_waiting_background(), 2, ({ lanes }) => lanes && lanes.background.waiting),
      ],
    },
    {
      name: 'processor',
      title: m.operator_processor(),
      unit: m.operator_cores_unit(),
      format: cores,
      least: 1,
      series: [one(points, m.operator_cores(), 0, (point) => point.cpu)],
    },
    {
      name: 'memory',
      title: m.operator_memory(),
      unit: m.operator_of_the_server(),
      format: bytes,
      least: 1e8,
      series: [
        one(points, m.operator_resident(), 0, (point) => point.memory),
        one(points, m.operator_cache(), 1, (point) => point.cached),
      ],
    },
  ];
}

export interface Summary {
  now: number | null;
  least: number | null;
  mean: number | null;
  most: number | null;
}

/** A line in four numbers. */
export function summaryOf({ values }: Series): Summary {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { now: null, least: null, mean: null, most: null };
  return {
    now: values.at(-1) ?? null,
    least: Math.min(...known),
    mean: known.reduce((total, value) => total + value, 0) / known.length,
    most: Math.max(...known),
  };
}
