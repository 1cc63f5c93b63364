/** A part of what a comment says. */
export type Piece =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'em'; pieces: Piece[] }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; username: string }
  | { kind: 'time'; text: string; seconds: number };

/** Emphasis within emphasis goes no deeper than this. */
const DEEPEST = 4;

const CODE = /`([^`\n]+)`/y;
/** As the server finds links and what they end with. */
const LINK = /https?:\/\/[^\s<>"`]+/iy;
const AFTER_LINK = /[.,;:!?)\]}'*_]+$/;
/** As the server finds people: no part of an e-mail address or of another site's name. */
const MENTION = /@([a-z0-9_.-]*[a-z0-9_-])(?![a-z0-9_.-]*@)/iy;
const INSIDE_WORD = /[\p{L}\p{N}_.+@/-]/u;
const TIME = /(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?![\d:])/y;
const BEFORE_TIME = /[\d:.]/;
const WORD = /[\p{L}\p{N}]/u;
/** Where something that is no plain text may begin. */
const BEGINS = /[`@*_\dh]/gi;

type Found = { piece: Piece; end: number } | undefined;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function codeAt(text: string, at: number): Found {
  const found = matchAt(CODE, text, at);
  return found?.[1] ? { piece: { kind: 'code', text: found[1] }, end: at + found[0].length } : undefined;
}

function linkAt(text: string, at: number): Found {
  const word = matchAt(LINK, text, at)?.[0].replace(AFTER_LINK, '');
  if (!word || WORD.test(text[at - 1] ?? '') || !URL.canParse(word)) return undefined;
  return { piece: { kind: 'link', text: word, href: new URL(word).href }, end: at + word.length };
}

function mentionAt(text: string, at: number): Found {
  const username = matchAt(MENTION, text, at)?.[1];
  if (!username || username.length < 3 || username.length > 30 || INSIDE_WORD.test(text[at - 1] ?? ''))
    return undefined;
  return { piece: { kind: 'mention', text: `@${username}`, username }, end: at + 1 + username.length };
}

function timeAt(text: string, at: number): Found {
  const found = matchAt(TIME, text, at);
  if (!found || BEFORE_TIME.test(text[at - 1] ?? '')) return undefined;
  const [whole, hours = '0', minutes = '0', seconds = '0'] = found;
  if (Number(seconds) > 59 || (found[1] && Number(minutes) > 59)) return undefined;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return { piece: { kind: 'time', text: whole, seconds: total }, end: at + whole.length };
}

/** Where the emphasis ends that begins before `from`, on the same line; -1 when it does not. */
function closing(text: string, mark: string, from: number): number {
  const line = text.indexOf('\n', from);
  const last = line === -1 ? text.length : line;
  for (let at = text.indexOf(mark, from + 1); at !== -1 && at < last; at = text.indexOf(mark, at + 1)) {
    const isDouble = mark.length === 1 && (text[at + 1] === mark || text[at - 1] === mark);
    const after = text[at + mark.length] ?? '';
    // The last two of three: the first belongs to what is inside.
    const belongsInside = mark.length === 2 && after === mark[0];
    if (!isDouble && !belongsInside && !/\s/.test(text[at - 1] ?? ' ') && !WORD.test(after)) return at;
  }
  return -1;
}

function emphasisAt(text: string, at: number, depth: number, unclosed: Map<string, number>): Found {
  const sign = text[at] ?? '';
  const mark = text[at + 1] === sign ? sign + sign : sign;
  const from = at + mark.length;
  const opens = !WORD.test(text[at - 1] ?? '') && !/\s/.test(text[from] ?? ' ');
  if (!opens || depth >= DEEPEST || at < (unclosed.get(mark) ?? 0)) return undefined;
  const end = closing(text, mark, from);
  if (end === -1) {
    // What does not end here does not end for a later one of the same line either.
    const line = text.indexOf('\n', at);
    unclosed.set(mark, line === -1 ? text.length : line);
    return undefined;
  }
  const pieces = parse(text.slice(from, end), depth + 1);
  return { piece: { kind: mark.length === 2 ? 'strong' : 'em', pieces }, end: end + mark.length };
}

function parse(text: string, depth: number): Piece[] {
  const pieces: Piece[] = [];
  const unclosed = new Map<string, number>();
  let plain = 0;
  BEGINS.lastIndex = 0;
  const begins = [...text.matchAll(BEGINS)].map(({ index }) => index);
  for (const at of begins) {
    if (at < plain) continue;
    const found =
      text[at] === '*' || text[at] === '_'
        ? emphasisAt(text, at, depth, unclosed)
        : (codeAt(text, at) ?? mentionAt(text, at) ?? timeAt(text, at) ?? linkAt(text, at));
    if (!found) continue;
    if (at > plain) pieces.push({ kind: 'text', text: text.slice(plain, at) });
    pieces.push(found.piece);
    plain = found.end;
  }
  if (plain < text.length) pieces.push({ kind: 'text', text: text.slice(plain) });
  return pieces;
}

/** What a comment says, in its parts: a little Markdown, links, people and times of the video. */
export function parseComment(body: string): Piece[] {
  return parse(body, 0);
}

/** A text without Markdown: signs stand for themselves, only links, people and times are found. */
export function parsePlain(body: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = 0;
  for (const { index: at } of body.matchAll(BEGINS)) {
    const found = at < plain ? undefined : (mentionAt(body, at) ?? timeAt(body, at) ?? linkAt(body, at));
    if (!found) continue;
    if (at > plain) pieces.push({ kind: 'text', text: body.slice(plain, at) });
    pieces.push(found.piece);
    plain = found.end;
  }
  if (plain < body.length) pieces.push({ kind: 'text', text: body.slice(plain) });
  return pieces;
}
