/** Time that is recorded: pauses do not count. Moments are milliseconds. */
export interface Stopwatch {
  /** What had passed when it last went on. */
  readonly before: number;
  /** When it last went on; undefined while it stands. */
  readonly since: number | undefined;
}

export const STOPPED: Stopwatch = { before: 0, since: undefined };

export function started(watch: Stopwatch, now: number): Stopwatch {
  return watch.since === undefined ? { ...watch, since: now } : watch;
}

export function halted(watch: Stopwatch, now: number): Stopwatch {
  return { before: millisecondsOf(watch, now), since: undefined };
}

export function millisecondsOf({ before, since }: Stopwatch, now: number): number {
  return before + (since === undefined ? 0 : Math.max(0, now - since));
}
