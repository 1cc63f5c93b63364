import { expect, test } from 'vitest';
import { actorsSearch, jobsSearch, overviewSearch } from './search';

test('what goes without saying is not in the address, nor what means nothing', () => {
  expect(overviewSearch({ range: 5, look: 'charts' })).toEqual({});
  expect(overviewSearch({ range: 15, look: 'table' })).toEqual({ range: 15, look: 'table' });
  expect(overviewSearch({ range: 7, look: 'pie' })).toEqual({});
  expect(actorsSearch({ show: 'live', order: 'tree', q: '', actor: 'x' })).toEqual({});
});

test('jobs are narrowed to a video', () => {
  expect(jobsSearch({ show: 'dead', video: 'Ab_1-2' })).toEqual({ show: 'dead', video: 'Ab_1-2' });
  expect(jobsSearch({ video: 12345 })).toEqual({ video: '12345' });
  expect(jobsSearch({ video: '../x', show: 'gone' })).toEqual({});
});

test('actors keep what is looked for, and which one is looked into', () => {
  const search = { q: '#7', show: 'failed', order: 'p99', actor: 7 };
  expect(actorsSearch(search)).toEqual(search);
});
