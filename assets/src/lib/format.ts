const units = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
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
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`);
  return said.length > 0 ? said.join(' ') : '0 seconds';
}

/** A rough time to go: "5 s", "3 min", "1 h 20 min". */
export function remaining(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** "1.2K": a number beside an icon. */
export function short(count: number): string {
  return compact.format(count);
}

/** "3 replies", "1 reply". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${compact.format(count)} ${count === 1 ? one : many}`;
}

export function views(count: number): string {
  return `${compact.format(count)} ${count === 1 ? 'view' : 'views'}`;
}

export function videos(count: number): string {
  return `${compact.format(count)} ${count === 1 ? 'video' : 'videos'}`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function age(date: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(date)) / 1000;
  for (const [unit, size] of steps) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return 'just now';
}

const fullDate = new Intl.DateTimeFormat('en', { dateStyle: 'long' });

export function day(date: string): string {
  return fullDate.format(new Date(date));
}

const fullTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export function moment(date: string): string {
  return fullTime.format(new Date(date));
}

export function percent(part: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, part)) * 100)}%`;
}

/** "holiday_in-rome.final.mp4" makes a fair first title: "holiday in rome.final". */
export function titleFromFilename(name: string): string {
  const stem = name.replace(/\.[a-z0-9]{2,5}$/i, '');
  return stem.replace(/[_-]+/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 120) || 'Untitled';
}
