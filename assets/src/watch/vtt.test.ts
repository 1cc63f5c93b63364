import { expect, it } from 'vitest';
import { findLines, lineAt, parseTranscript, splitAtFound } from './vtt';

const TEXT = `WEBVTT

NOTE nothing to see

1
00:00:01.000 --> 00:00:03.500 line:0
<v Ada>Where is
the <i>rabbit</i> &amp; his café?

01:00:04.000 --> 01:00:05.000
There he is.

01:00:05.000 --> 01:00:07.000
There he is.

00:00:08.000 --> 00:00:09.000
<b></b>
`;

it('reads what is said and when', () => {
  const lines = parseTranscript(TEXT);
  expect(lines).toEqual([
    { start: 1, end: 3.5, text: 'Where is the rabbit & his café?' },
    { start: 3604, end: 3607, text: 'There he is.' },
  ]);
  expect(parseTranscript('')).toEqual([]);
});

it('knows the line of a time', () => {
  const lines = parseTranscript(TEXT);
  expect([0, 1, 60, 4000].map((at) => lineAt(lines, at))).toEqual([-1, 0, 0, 1]);
});

it('finds words in any case and without their accents', () => {
  const lines = parseTranscript(TEXT);
  expect(findLines(lines, 'CAFE')).toEqual([0]);
  expect(findLines(lines, ' there ')).toEqual([1]);
  expect(findLines(lines, 'fox')).toEqual([]);
  expect(findLines(lines, '')).toEqual([0, 1]);
});

it('marks what was found where it stands in the text', () => {
  expect(splitAtFound('Cafés and café', 'CAFE')).toEqual(['', 'Café', 's and ', 'café', '']);
  expect(splitAtFound('A cafe\u0301 here', 'café h')).toEqual(['A ', 'cafe\u0301 h', 'ere']);
  expect(splitAtFound('𝔸 b', 'b')).toEqual(['𝔸 ', 'b', '']);
  expect(splitAtFound('nothing', 'fox')).toEqual(['nothing']);
  expect(splitAtFound('nothing', ' ')).toEqual(['nothing']);
});
