import { expect, it } from 'vitest';
import { parseChapters, parseClock, writeClock } from './lines';

it.each([
  ['0:00', 0],
  ['1:05', 65],
  ['75:30', 4530],
  ['1:02:03', 3723],
  ['0:12.5', 12.5],
  ['42', 42],
  [' 3:07 ', 187],
  ['1:75', undefined],
  ['1:99:00', undefined],
  ['-0:05', undefined],
  ['soon', undefined],
  ['', undefined],
])('%j is %s seconds', (text, seconds) => expect(parseClock(text)).toBe(seconds));

it.each([0, 65, 12.5, 0.04, 3723.999])('%d is read as it was written', (seconds) => {
  expect(parseClock(writeClock(seconds))).toBe(seconds);
});

it('reads lines as people write them and leaves out the others', () => {
  const text = 'Chapters:\r\n0:00 Intro\n\n- 0:12.5 – The butterfly\n(1:02:03) 3 apples\n[2:00]\nThanks 10:30';
  expect(parseChapters(text)).toEqual([
    { start: 0, title: 'Intro' },
    { start: 12.5, title: 'The butterfly' },
    { start: 3723, title: '3 apples' },
  ]);
});
