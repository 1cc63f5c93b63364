import { useEffect, useState } from 'react';
import type { Actor } from './types';

export interface Trend {
  rate: number[];
  depth: number[];
}

/** Looks that are remembered of each actor. */
const KEPT = 60;

export type Trends = ReadonlyMap<number, Trend>;

/** What is remembered after one more look; who is gone is forgotten. */
export function remembered(before: Trends, actors: readonly Actor[]): Map<number, Trend> {
  return new Map(
    actors.map(({ id, rate, depth }) => {
      const past = before.get(id);
      return [
        id,
        {
          rate: [...(past?.rate.slice(1 - KEPT) ?? []), rate],
          depth: [...(past?.depth.slice(1 - KEPT) ?? []), depth],
        },
      ];
    }),
  );
}

/** How each actor was at the last looks, for its sparkline. */
export function useTrends(actors: readonly Actor[] | undefined): Trends {
  const [trends, setTrends] = useState<Trends>(new Map());
  useEffect(() => {
    if (actors) setTrends((before) => remembered(before, actors));
  }, [actors]);
  return trends;
}
