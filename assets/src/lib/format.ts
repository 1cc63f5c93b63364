import { locale, m } from '~/words';

/** Symbols are the same in every language; the numbers before them are not. */
const units = ['B', 'kB', 'MB', 'GB', 'TB'];
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const number = unit === 0 || value >= 100 ? whole : tenths;
  return `${number.format(value)} ${units[unit]}`;
}

/** `1:05`, `12:00`, `1:02:03`: the way a player shows time. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const s = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${s}`;
}

/** Words for screen readers: "1 minute 5 seconds". */
export function spokenDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, typeof m.common_seconds][] = [
    [Math.floor(whole / 3600), m.common_hours],
    [Math.floor(whole / 60) % 60, m.common_minutes],
    [whole % 60, m.common_seconds],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, say]) => say({ count, shown: count }));
  return said.length > 0 ? said.join(' ') : m.common_seconds({ count: 0, shown: 0 });
}

/** A rough time to go: "5 s", "3 min", "1 h 20 min". */
export function remaining(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

/** "1.2K": a number beside an icon. */
export function short(count: number): string {
  return compact.format(count);
}

type Counting = (inputs: { count: number; shown: string }) => string;

/** "3 replies", "1 reply", "1.2K replies": what a message says of a number. */
export function counted(say: Counting, count: number): string {
  return say({ count, shown: short(count) });
}

export const views = (count: number) => counted(m.common_views, count);
export const videos = (count: number) => counted(m.common_videos, count);
export const followers = (count: number) => counted(m.common_followers, count);

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

export function age(date: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(date)) / 1000;
  for (const [unit, size] of steps) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return m.common_just_now();
}

const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });

export function day(date: string): string {
  return fullDate.format(new Date(date));
}

const fullTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

export function moment(date: string): string {
  return fullTime.format(new Date(date));
}

const hundredths = new Intl.NumberFormat(locale, { style: 'percent' });

export function percent(part: number): string {
  return hundredths.format(Math.floor(Math.min(1, Math.max(0, part)) * 100) / 100);
}

/** "holiday_in-rome.final.mp4" makes a fair first title: "holiday in rome.final". */
export function titleFromFilename(name: string): string {
  const stem = name.replace(/\.[a-z0-9]{2,5}$/i, '');
  return stem.replace(/[_-]+/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 120) || m.common_untitled();
}
