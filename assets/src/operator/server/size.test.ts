import { expect, test } from 'vitest';
import { parseSize, sizeText } from './size';

test('sizes are read as people write them', () => {
  expect(['500 MB', '2.5gb', '1000', '1,5 TB', '7b'].map(parseSize)).toEqual([5e8, 2.5e9, 1000, 1.5e12, 7]);
  expect(parseSize('  ')).toBeNull();
  expect(['much', '5 apples', '-1', '1e5', '99999999999 TB'].map(parseSize)).toEqual(Array(5).fill(undefined));
});

test('what is written is what was read', () => {
  expect([5e8, 2.5e9, 1000, 1234, 0, null].map(sizeText)).toEqual(['500 MB', '2.5 GB', '1 kB', '1234 B', '0 B', '']);
  for (const size of [1, 999, 123_456_789, 2.5e9, 42e12]) expect(parseSize(sizeText(size))).toBe(size);
});
