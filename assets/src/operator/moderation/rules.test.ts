import { expect, test } from 'vitest';
import { added, areSame, draftOf, rulesOf } from './rules';

const rules = {
  words: { casino: 'refuse', 'buy now': 'hold' },
  hosts: { 'spam.example': 'refuse' },
  links: null,
} as const;

test('rules survive being edited', () => {
  expect(rulesOf(draftOf(rules))).toEqual(rules);
});

test('a new rule is at the top, and replaces the one about the same', () => {
  const { words } = draftOf(rules);
  expect(added(words, ' Casino ', 'hold')).toEqual([
    { name: 'casino', action: 'hold' },
    { name: 'buy now', action: 'hold' },
  ]);
  expect(added(words, 'one\ntwo\n\none', 'hold').map(({ name }) => name)).toEqual(['one', 'two', 'casino', 'buy now']);
  expect(added(words, '   ', 'hold')).toBe(words);
});

test('what is in another order is the same', () => {
  const draft = draftOf(rules);
  expect(areSame(draft, { ...draft, words: [...draft.words].reverse() })).toBe(true);
  expect(areSame(draft, { ...draft, hosts: [] })).toBe(false);
  expect(areSame(draft, { ...draft, links: { min_account_days: 1, min_published: 0, action: 'hold' } })).toBe(false);
});
