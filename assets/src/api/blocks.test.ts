import { expect, test } from 'vitest';
import { usernames, withBlock } from './blocks';
import type { Blocked } from './types';

const blocked = (username: string): Blocked => ({
  person: { username, display_name: null, avatar: null },
  since: '2026-01-01T00:00:00Z',
});

test('who is blocked comes first, once; who is no longer is gone', () => {
  const list = [blocked('ada'), blocked('bob')];
  expect(usernames(withBlock(list, 'bob', true) ?? [])).toEqual(['bob', 'ada']);
  expect(withBlock(list, 'bob', false)).toEqual([blocked('ada')]);
});

test('a list that was never read is not there because somebody was taken off it', () => {
  expect(withBlock(undefined, 'ada', false)).toBeUndefined();
});
