import { describe, expect, it } from 'vitest';
import { isSince, visitOf } from './seen';

const HOUR = 3_600_000;
const date = (time: number) => new Date(time).toISOString();

describe('what is new in a feed', () => {
  it('is nothing on the first visit', () => {
    const first = visitOf(undefined, HOUR);
    expect(isSince(first, date(2 * HOUR))).toBe(false);
  });

  it('is what came since the visit before', () => {
    const second = visitOf(visitOf(undefined, HOUR), 5 * HOUR);
    expect(isSince(second, date(2 * HOUR))).toBe(true);
    expect(isSince(second, date(HOUR / 2))).toBe(false);
  });

  it('stays new for as long as the visit goes on', () => {
    const second = visitOf(visitOf(undefined, HOUR), 5 * HOUR);
    const later = visitOf(second, 5 * HOUR + 60_000);
    expect(isSince(later, date(2 * HOUR))).toBe(true);
    expect(isSince(visitOf(later, 9 * HOUR), date(2 * HOUR))).toBe(false);
  });
});
