import { locale } from '~/words';

const DAY = 86_400_000;

export interface Day<Item> {
  /** Midnight, where the person is. */
  date: Date;
  items: Item[];
}

const midnight = (time: number): Date => {
  const date = new Date(time);
  date.setHours(0, 0, 0, 0);
  return date;
};

/** Items that come newest first, by the day that they belong to where the person is. */
export function byDay<Item>(items: readonly Item[], timeOf: (item: Item) => string): Day<Item>[] {
  const days: Day<Item>[] = [];
  for (const item of items) {
    const date = midnight(Date.parse(timeOf(item)));
    const last = days.at(-1);
    if (last?.date.getTime() === date.getTime()) last.items.push(item);
    else days.push({ date, items: [item] });
  }
  return days;
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' });
const thisYear = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });

const capitalized = (text: string) => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);

/** "Today", "Yesterday", "Friday", "Fri, November 6": shorter the nearer it is. */
export function dayName(date: Date, now: number = Date.now()): string {
  // Days differ in length when clocks change, hence rounded.
  const ago = Math.round((midnight(now).getTime() - date.getTime()) / DAY);
  if (ago <= 1) return capitalized(relative.format(-Math.max(0, ago), 'day'));
  if (ago < 7) return weekday.format(date);
  return (date.getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(date);
}
