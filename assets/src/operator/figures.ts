import { locale } from '~/words';

/** How operators read numbers: short, and of the same width from one second to the next. */

const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const grouped = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `7`, `1,204`, `18.3K` */
export function count(value: number): string {
  return value < 10_000 ? grouped.format(Math.round(value)) : compact.format(value);
}

type Counting = (inputs: { count: number; shown: string }) => string;

/** `1 segment`, `1,204 segments` */
export function counted(say: Counting, value: number): string {
  return say({ count: value, shown: count(value) });
}

/** Something a second: `0`, `0.4`, `23`, `1,204` */
export function rate(value: number): string {
  if (value < 0.05) return '0';
  return value < 10 ? tenths.format(value) : count(value);
}

/** Cores at work: `0.42` */
export const cores = (value: number) => hundredths.format(value);

/** Microseconds: `48 µs`, `3.2 ms`, `1.4 s`; `–` when nothing was measured. */
export function micros(value: number | null | undefined): string {
  if (!value) return '–';
  if (value < 1000) return `${short(value)} µs`;
  if (value < 1_000_000) return `${short(value / 1000)} ms`;
  return `${short(value / 1_000_000)} s`;
}

const short = (value: number) => (value < 10 ? tenths.format(value) : grouped.format(Math.round(value)));

/** How long something is there already: `12 s`, `4 min`, `3 h 12 min`, `5 d 2 h` */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(hours, 'h', minutes % 60, 'min');
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const join = (large: number, unit: string, small: number, smaller: string) =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;

const percents = new Intl.NumberFormat(locale, { style: 'percent' });
const tenthsOfPercent = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1 });

/** A share of 0 to 1: `8%`, `99.4%` where the tenth matters. */
export function share(part: number): string {
  return (part > 0.9 && part < 1 ? tenthsOfPercent : percents).format(part);
}

const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });

/** `14:05:09` */
export function timeOfDay(at: string | number): string {
  return time.format(new Date(at));
}
