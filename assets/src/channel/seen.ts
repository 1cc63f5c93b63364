/** So long after it was looked at, a list counts as looked at anew. */
const VISIT_MS = 30 * 60_000;

export interface Visit {
  /** When the list was looked at before this visit; nothing on the first one. */
  before: number | undefined;
  /** When it was looked at last. */
  at: number;
}

/** The visit that goes on, or another one that begins. */
export function visitOf(last: Visit | undefined, now: number): Visit {
  if (!last) return { before: undefined, at: now };
  return { before: now - last.at > VISIT_MS ? last.at : last.before, at: now };
}

/** Whether something came since the visit before this one. */
export const isSince = (visit: Visit, date: string): boolean =>
  visit.before !== undefined && Date.parse(date) > visit.before;

const keyOf = (who: string) => `playhouse.feed.${who}`;

function read(who: string): Visit | undefined {
  try {
    const saved = JSON.parse(localStorage.getItem(keyOf(who)) ?? 'null') as Partial<Visit> | null;
    if (typeof saved?.at !== 'number') return undefined;
    return { before: typeof saved.before === 'number' ? saved.before : undefined, at: saved.at };
  } catch {
    return undefined;
  }
}

/** Notes that this person looks at their feed. */
export function noteVisit(who: string, now: number = Date.now()): Visit {
  const visit = visitOf(read(who), now);
  try {
    localStorage.setItem(keyOf(who), JSON.stringify(visit));
  } catch {
    // Then nothing is marked as new.
  }
  return visit;
}
