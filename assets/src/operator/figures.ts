/** How operators read numbers: short, and of the same width from one second to the next. */

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const grouped = new Intl.NumberFormat('en');

/** `7`, `1,204`, `18.3K` */
export function count(value: number): string {
  return value < 10_000 ? grouped.format(Math.round(value)) : compact.format(value);
}

/** `1 segment`, `1,204 segments` */
export function counted(value: number, what: string): string {
  return `${count(value)} ${value === 1 ? what : `${what}s`}`;
}

/** Something a second: `0`, `0.4`, `23`, `1,204` */
export function rate(value: number): string {
  if (value < 0.05) return '0';
  return value < 10 ? value.toFixed(1) : count(value);
}

/** Microseconds: `48 µs`, `3.2 ms`, `1.4 s`; `–` when nothing was measured. */
export function micros(value: number | null | undefined): string {
  if (!value) return '–';
  if (value < 1000) return `${value < 10 ? value.toFixed(1) : Math.round(value)} µs`;
  if (value < 1_000_000) return `${short(value / 1000)} ms`;
  return `${short(value / 1_000_000)} s`;
}

const short = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

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

/** A share of 0 to 1: `8%`, `99.4%` where the tenth matters. */
export function share(part: number): string {
  const value = part * 100;
  return `${value > 90 && value < 100 ? value.toFixed(1) : Math.round(value)}%`;
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `14:05:09` */
export function timeOfDay(at: string | number): string {
  return time.format(new Date(at));
}
