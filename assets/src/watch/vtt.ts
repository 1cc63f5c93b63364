/** A line of a transcript. */
export interface Line {
  start: number;
  end: number;
  text: string;
}

const TIMING = /((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})/;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', quot: '"', lrm: '', rlm: '' };

function seconds(clock: string): number {
  return clock
    .replace(',', '.')
    .split(':')
    .reduce((total, part) => total * 60 + Number(part), 0);
}

/** What is said, without the marks of who says it and how. */
function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Reads WebVTT. Captions that roll up say the same again; what was just said is not written twice. */
export function parseTranscript(text: string): Line[] {
  const lines: Line[] = [];
  for (const block of text.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    const rows = block.split('\n');
    const at = rows.findIndex((row) => TIMING.test(row));
    const timing = TIMING.exec(rows[at] ?? '');
    const said = plain(rows.slice(at + 1).join(' '));
    if (!timing || !said) continue;
    const line = { start: seconds(timing[1] ?? ''), end: seconds(timing[2] ?? ''), text: said };
    const before = lines.at(-1);
    if (before?.text === said) before.end = line.end;
    else lines.push(line);
  }
  return lines;
}

/** The line that is said at a time, or was said last; -1 before the first. */
export function lineAt(lines: readonly Line[], at: number): number {
  return lines.findLastIndex(({ start }) => start <= at);
}

/** The numbers of the lines that contain what is sought, whatever case or accents it is written with. */
export function findLines(lines: readonly Line[], sought: string): number[] {
  const folded = fold(sought.trim());
  if (!folded) return lines.map((_line, index) => index);
  return lines.flatMap(({ text }, index) => (fold(text).includes(folded) ? [index] : []));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** A text in pieces: every second one, from the second on, is what was sought. */
export function splitAtFound(text: string, sought: string): string[] {
  const wanted = fold(sought.trim());
  if (!wanted) return [text];
  let folded = '';
  // Where each folded letter stands in the text: folding may make a letter longer or shorter.
  const places: number[] = [];
  let place = 0;
  for (const letter of text) {
    const plainer = fold(letter);
    folded += plainer;
    for (let index = 0; index < plainer.length; index += 1) places.push(place);
    place += letter.length;
  }
  places.push(text.length);
  const pieces: string[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    const [start = 0, end = text.length] = [places[at], places[at + wanted.length]];
    pieces.push(text.slice(from, start), text.slice(start, end));
    from = end;
  }
  return [...pieces, text.slice(from)];
}
