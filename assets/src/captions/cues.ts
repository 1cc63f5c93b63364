import { parseClock } from '~/chapters/lines';

/** One caption while it is edited: seconds on the video's timeline, the text with its few tags, and where it stands. */
export interface Cue {
  readonly key: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** WebVTT settings, such as `line:0`: kept as they came. */
  readonly settings: string;
}

/** A new cue lasts so long, and none is shorter than a blink. */
const USUAL_SECONDS = 3;
const SHORTEST_SECONDS = 0.2;

const TIMING = /^((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]+-->[ \t]+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})(.*)$/;

let keys = 0;

export function cueOf(start: number, end: number, text: string, settings = ''): Cue {
  keys += 1;
  return { key: keys, start: rounded(start), end: rounded(end), text, settings };
}

/** Milliseconds are all that WebVTT knows. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

export function inOrder(cues: readonly Cue[]): Cue[] {
  return cues.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** The cues of a WebVTT or SubRip file; what is no cue is left out. */
export function parseCues(file: string): Cue[] {
  const blocks = file
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/);
  const cues = blocks.flatMap((block) => {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => TIMING.test(line));
    const [, from, to, settings = ''] = TIMING.exec(lines[at] ?? '') ?? [];
    const [start, end] = [parseClock(from ?? ''), parseClock(to ?? '')];
    const text = lines
      .slice(at + 1)
      .join('\n')
      .trim();
    if (start === undefined || end === undefined || end <= start || !text) return [];
    return [cueOf(start, end, text, settings.trim())];
  });
  return inOrder(cues);
}

function vttTime(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const whole = Math.floor(thousandths / 1000);
  const clock = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return `${clock}.${String(thousandths % 1000).padStart(3, '0')}`;
}

/** A text that stands in a file: a blank line would end the cue, an arrow would begin another. */
function vttText(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).join('\n').replaceAll('-->', '--&gt;');
}

/** The file that is saved; cues without a word are left out. */
export function writeVtt(cues: readonly Cue[]): string {
  const blocks = inOrder(cues).flatMap(({ start, end, text, settings }) => {
    const said = vttText(text);
    return said ? [`${vttTime(start)} --> ${vttTime(end)}${settings && ` ${settings}`}\n${said}`] : [];
  });
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

/** What is shown at a moment. */
export function cuesAt(cues: readonly Cue[], seconds: number): Cue[] {
  return cues.filter(({ start, end }) => start <= seconds && seconds < end);
}

/** A new, empty cue at a moment; it ends before the next one begins. */
export function withNewCue(cues: readonly Cue[], at: number, end: number): { cues: Cue[]; added: Cue } {
  const next = Math.min(end, ...cues.filter(({ start }) => start > at).map(({ start }) => start));
  const added = cueOf(at, Math.max(at + SHORTEST_SECONDS, Math.min(at + USUAL_SECONDS, next)), '');
  return { cues: inOrder([...cues, added]), added };
}

/** Where a text may be divided: the space that is nearest to the wanted place. */
function seam(text: string, wanted: number): number {
  const seams = [...text.matchAll(/\s+/g)].map(({ index }) => index);
  if (seams.length === 0) return wanted;
  return seams.reduce((best, index) => (Math.abs(index - wanted) < Math.abs(best - wanted) ? index : best));
}

/** Two cues out of one: the words before a place, or those before the middle; each lasts as long as its words take. */
export function splitCue(cues: readonly Cue[], key: number, place?: number): Cue[] {
  const cue = cues.find((one) => one.key === key);
  if (!cue) return [...cues];
  const { start, end, text, settings } = cue;
  const isPlaced = place !== undefined && place > 0 && place < text.length;
  const at = isPlaced ? place : seam(text, text.length / 2);
  const share = Math.min(0.9, Math.max(0.1, at / Math.max(1, text.length)));
  const middle = start + (end - start) * share;
  const halves = [
    { ...cue, end: rounded(middle), text: text.slice(0, at).trim() },
    cueOf(middle, end, text.slice(at).trim(), settings),
  ];
  return cues.flatMap((one) => (one.key === key ? halves : [one]));
}

/** One cue out of this and the next one. */
export function joinCue(cues: readonly Cue[], key: number): Cue[] {
  const index = cues.findIndex((one) => one.key === key);
  const [cue, next] = [cues[index], cues[index + 1]];
  if (!cue || !next) return [...cues];
  const joined = { ...cue, end: Math.max(cue.end, next.end), text: `${cue.text}\n${next.text}`.trim() };
  return cues.flatMap((one) => (one === cue ? [joined] : one === next ? [] : [one]));
}

/** All cues earlier or later; those that would begin before the video begin with it. */
export function shifted(cues: readonly Cue[], seconds: number): Cue[] {
  return cues.map((cue) => {
    const start = Math.max(0, rounded(cue.start + seconds));
    return { ...cue, start, end: Math.max(rounded(start + SHORTEST_SECONDS), rounded(cue.end + seconds)) };
  });
}

/** What is wrong with a cue. */
export type CueFault = 'reversed' | 'too-late' | 'empty';

export function faultOf({ start, end, text }: Cue, duration: number | undefined): CueFault | undefined {
  if (end <= start) return 'reversed';
  if (duration !== undefined && start >= duration) return 'too-late';
  return text.trim() ? undefined : 'empty';
}
