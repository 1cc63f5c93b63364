import type { Chapter } from '~/api/types';
import { clock } from '~/lib/format';

const TIME = String.raw`(?:\d+:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?`;
const LINE = new RegExp(String.raw`^\s*[-*•([]*\s*(${TIME})[)\]]?\s*[-–—:|]?\s*([^\s)\]].*)$`);
const CLOCK = /^(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:[.,]\d{1,3})?)$/;

/** `1:02:03`, `12:05.5` or `42` in seconds; nothing else is a time. */
export function parseClock(text: string): number | undefined {
  const [, hours, minutes, seconds] = CLOCK.exec(text.trim()) ?? [];
  if (seconds === undefined) return undefined;
  const rest = Number(seconds.replace(',', '.'));
  if (minutes !== undefined && rest >= 60) return undefined;
  if (hours !== undefined && Number(minutes) >= 60) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + rest;
}

/** The way back: whole seconds as a player shows them, fractions behind them. */
export function writeClock(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const fraction = thousandths % 1000;
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`;
  return clock(Math.floor(thousandths / 1000)) + tail;
}

/** Chapters as people write them below a video: a time, then a title, line by line. Other lines are left out. */
export function parseChapters(text: string): Chapter[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, time = '', title = ''] = LINE.exec(line) ?? [];
    const start = parseClock(time);
    return start === undefined || !title.trim() ? [] : [{ start, title: title.trim() }];
  });
}
