import type { Chapter } from '~/api/types';
import { m } from '~/words';
import { parseClock, writeClock } from './lines';

export const MOST_CHAPTERS = 100;
export const LONGEST_TITLE = 100;

/** A chapter while it is written. */
export interface Draft {
  key: number;
  start: string;
  title: string;
}

let keys = 0;

export function draftOf({ start, title }: Chapter): Draft {
  keys += 1;
  return { key: keys, start: writeClock(start), title };
}

/** In the order of the timeline; what is no time stays at the end. */
export function sorted(drafts: readonly Draft[]): Draft[] {
  const timeOf = ({ start }: Draft) => parseClock(start) ?? Infinity;
  return drafts.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
}

/**
 * The drafts with a new one at this time, or without a time at the end. The first of all is joined by one at the start,
 * as every list needs it.
 */
export function withNewChapter(
  drafts: readonly Draft[],
  seconds: number | undefined,
): { drafts: Draft[]; added: Draft } {
  // Nobody means a thousandth of a second.
  const start = seconds === undefined ? 0 : Math.floor(seconds * 10) / 10;
  const added = draftOf({ start, title: '' });
  if (drafts.length === 0) return { drafts: start > 0 ? [draftOf({ start: 0, title: '' }), added] : [added], added };
  if (seconds !== undefined) return { drafts: sorted([...drafts, added]), added };
  added.start = '';
  return { drafts: [...drafts, added], added };
}

/** By pointer, as the server names them: `items/2/start`. */
export type Faults = Record<string, string>;

function faultOfStart(start: number | undefined, before: number | undefined, end: number | undefined) {
  if (start === undefined) return m.chapters_no_time();
  if (before === undefined) return start === 0 ? undefined : m.chapters_first();
  if (start <= before) return m.chapters_twice();
  return end !== undefined && start >= end ? m.chapters_after_end() : undefined;
}

/** What is wrong with drafts in order, as the server would say it. */
export function faultsOf(drafts: readonly Draft[], end: number | undefined): Faults {
  const faults: Faults = {};
  drafts.forEach(({ start, title }, index) => {
    const before = drafts[index - 1];
    const earlier = before && (parseClock(before.start) ?? -1);
    const fault = faultOfStart(parseClock(start), earlier, end);
    if (fault) faults[`items/${index}/start`] = fault;
    if (!title.trim()) faults[`items/${index}/title`] = m.chapters_untitled();
  });
  return faults;
}

/** Whether something was written since; chapters that only stand in another order are the same. */
export function isChanged(drafts: readonly Draft[], saved: readonly Draft[]): boolean {
  const lines = (list: readonly Draft[]) => sorted(list).map(({ start, title }) => `${start} ${title}`);
  return lines(drafts).join('\n') !== lines(saved).join('\n');
}

export function chaptersOf(drafts: readonly Draft[]): Chapter[] {
  return drafts.map(({ start, title }) => ({ start: parseClock(start) ?? 0, title: title.trim() }));
}
