import { expect, test } from 'vitest';
import { type Trends, remembered } from './trends';
import type { Actor } from './types';

const actor = (id: number, rate: number) => ({ id, rate, depth: 0 }) as Actor;

test('each actor’s last looks are remembered, and who is gone is forgotten', () => {
  let trends: Trends = new Map();
  for (let look = 0; look < 100; look += 1) trends = remembered(trends, [actor(1, look), actor(2, 0)]);
  trends = remembered(trends, [actor(1, 100), actor(3, 7)]);
  expect([...trends.keys()]).toEqual([1, 3]);
  expect(trends.get(1)?.rate).toHaveLength(60);
  expect(trends.get(1)?.rate.at(-1)).toBe(100);
  expect(trends.get(3)).toEqual({ rate: [7], depth: [0] });
});
