import { expect, test } from 'vitest';
import { type Piece, parseComment } from './text';

/** Parts in a short form: `strong(…)`, `time(83)`. */
function short(pieces: Piece[]): string {
  const one = (piece: Piece) => {
    if ('pieces' in piece) return `${piece.kind}(${short(piece.pieces)})`;
    if (piece.kind === 'text') return piece.text;
    if (piece.kind === 'time') return `time(${piece.seconds})`;
    if (piece.kind === 'link') return `link(${piece.href})`;
    return `${piece.kind}(${piece.kind === 'mention' ? piece.username : piece.text})`;
  };
  return pieces.map(one).join('');
}

test.each([
  ['plain', 'plain'],
  ['**bold** and *it* and _it_ too', 'strong(bold) and em(it) and em(it) too'],
  ['__bold__', 'strong(bold)'],
  ['**a *b* c**', 'strong(a em(b) c)'],
  ['***both***', 'strong(em(both))'],
  ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  ['* a * b and a ** b', '* a * b and a ** b'],
  ['*over\nlines*', '*over\nlines*'],
  ['**never closed *here', '**never closed *here'],
  ['`a * b * **c**`', 'code(a * b * **c**)'],
  ['``', '``'],
])('%j is emphasised as meant', (body, expected) => {
  expect(short(parseComment(body))).toBe(expected);
});

test.each([
  ['see https://a.example/x?y=1, (http://b.example).', 'see link(https://a.example/x?y=1), (link(http://b.example/)).'],
  ['**https://a.example**', 'strong(link(https://a.example/))'],
  ['javascript:alert(1) data:text/html,x //a.example', 'javascript:alert(1) data:text/html,x //a.example'],
  ['https:// xhttps://a.example', 'https:// xhttps://a.example'],
  ['https://a.example/@dan 1:23', 'link(https://a.example/@dan) time(83)'],
])('%j links to the web alone', (body, expected) => {
  expect(short(parseComment(body))).toBe(expected);
});

test.each([
  ['@ada, (@bob_1) @d.e.f.', 'mention(ada), (mention(bob_1)) mention(d.e.f).'],
  ['me@example.org @ab x@y@zoe @name@example.org @@cat', 'me@example.org @ab x@y@zoe @name@example.org @@cat'],
  [`@${'x'.repeat(31)}`, `@${'x'.repeat(31)}`],
])('%j names people', (body, expected) => {
  expect(short(parseComment(body))).toBe(expected);
});

test.each([
  ['at 1:23, 01:02:03 and 75:00', 'at time(83), time(3723) and time(4500)'],
  ['1:75 1:60:00 12:345 1:2 1.2:30', '1:75 1:60:00 12:345 1:2 1.2:30'],
])('%j has times', (body, expected) => {
  expect(short(parseComment(body))).toBe(expected);
});

test('text that is made to be slow is read in time', () => {
  for (const sign of ['*a ', '_a ', '**a', '`', '@', '1:', 'http'])
    expect(parseComment(sign.repeat(5000))).not.toEqual([]);
});
