import { expect, it } from 'vitest';
import { parseTime } from './time';

it.each([
  ['90', 90],
  ['90s', 90],
  ['12.5', 12.5],
  ['1m30s', 90],
  ['1h2m3s', 3723],
  ['1:30', 90],
  ['1:02:03', 3723],
  [42, 42],
  ['', 0],
  ['-5', 0],
  ['soon', 0],
  [undefined, 0],
])('%s is %d seconds', (text, seconds) => expect(parseTime(text)).toBe(seconds));
