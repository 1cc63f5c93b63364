import { expect, test } from 'vitest';
import { entranceFor, isOpenTo, sectionsFor } from './sections';

const labels = (role: string) => sectionsFor(role).flatMap(({ sections }) => sections.map(({ label }) => label()));

test('everybody is led to what they may see', () => {
  expect(labels('member')).toEqual([]);
  expect(labels('moderator')).toEqual(['Reports', 'Comment rules']);
  expect(labels('admin')).toHaveLength(11);
  expect([entranceFor('admin'), entranceFor('moderator')]).toEqual(['/operator', '/operator/reports']);
});

test('a page is open to those who are led there', () => {
  expect(isOpenTo('moderator', '/operator/reports/')).toBe(true);
  expect(isOpenTo('moderator', '/operator')).toBe(false);
  expect(isOpenTo('moderator', '/operator/people')).toBe(false);
  expect(isOpenTo('admin', '/operator/people')).toBe(true);
  expect(isOpenTo('member', '/operator/reports')).toBe(false);
});
