import { expect, it } from 'vitest';
import { chaptersOf, draftOf, faultsOf, isChanged, sorted, withNewChapter } from './draft';

const drafts = (...starts: string[]) => starts.map((start, key) => ({ key, start, title: 'A part' }));

it('finds nothing wrong with what the server would take', () => {
  expect(faultsOf(drafts('0:00', '0:10.5', '0:59'), 60)).toEqual({});
  expect(faultsOf([], 60)).toEqual({});
  expect(faultsOf(drafts('0:00', '99:00'), undefined)).toEqual({});
});

it('says at each field what is wrong', () => {
  expect(Object.keys(faultsOf(drafts('0:01', '0:01', 'x', '1:00'), 60))).toEqual([
    'items/0/start',
    'items/1/start',
    'items/2/start',
    'items/3/start',
  ]);
  expect(faultsOf([draftOf({ start: 0, title: ' ' })], 60)).toHaveProperty('items/0/title');
});

it('puts them in order, and what is no time last', () => {
  expect(sorted(drafts('2:00', 'x', '0:00')).map(({ start }) => start)).toEqual(['0:00', '2:00', 'x']);
});

it('adds one at a time, and the start with the first', () => {
  const { drafts: two, added } = withNewChapter([], 12.3456);
  expect(chaptersOf(two).map(({ start }) => start)).toEqual([0, 12.3]);
  expect(added.start).toBe('0:12.3');
  expect(withNewChapter([], 0.01).drafts).toHaveLength(1);
});

it('adds one without a time where there is no player', () => {
  expect(withNewChapter([], undefined).added.start).toBe('0:00');
  expect(withNewChapter(drafts('0:00'), undefined).drafts.map(({ start }) => start)).toEqual(['0:00', '']);
});

it('knows whether something was written since', () => {
  const saved = drafts('0:00', '0:10');
  expect(isChanged(saved.toReversed(), saved)).toBe(false);
  expect(isChanged(drafts('0:00', '0:11'), saved)).toBe(true);
  expect(isChanged(saved.slice(1), saved)).toBe(true);
  expect(isChanged([], [])).toBe(false);
});
