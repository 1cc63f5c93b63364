import { describe, expect, it } from 'vitest';
import { byDay, dayName } from './days';

const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts);
const now = at(2026, 10, 21, 9).getTime();

describe('what was watched, by day', () => {
  it('begins a new day at midnight where the person is', () => {
    const items = [at(2026, 10, 21, 8), at(2026, 10, 21, 0, 1), at(2026, 10, 20, 23, 59), at(2026, 10, 3)].map((date) =>
      date.toISOString(),
    );
    const days = byDay(items, (item) => item);
    expect(days.map(({ items }) => items.length)).toEqual([2, 1, 1]);
    expect(days[1]?.date).toEqual(at(2026, 10, 20));
  });

  it('has nothing for nothing', () => {
    expect(byDay([], () => '')).toEqual([]);
  });

  it('is called by its distance, then by its date', () => {
    expect(dayName(at(2026, 10, 21), now)).toBe('Today');
    expect(dayName(at(2026, 10, 20), now)).toBe('Yesterday');
    expect(dayName(at(2026, 10, 16), now)).toBe('Monday');
    expect(dayName(at(2026, 10, 6), now)).toBe('Fri, November 6');
    expect(dayName(at(2025, 10, 6), now)).toBe('November 6, 2025');
  });
});
