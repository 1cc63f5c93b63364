import { expect, it } from 'vitest';
import { readColumns, shownColumns, toggleColumn } from './columns';

it('shows what was chosen, in the order of the table', () => {
  expect(readColumns('["views","state","nonsense"]')).toEqual(['state', 'views']);
  expect(readColumns('[]')).toEqual([]);
});

it.each([null, 'nonsense', '{}'])('shows the usual ones when %j is kept', (text) => {
  expect(readColumns(text)).toContain('visibility');
});

it('adds and takes away', () => {
  const before = shownColumns.get();
  toggleColumn('size');
  expect(shownColumns.get()).toEqual([...before, 'size']);
  toggleColumn('size');
  expect(shownColumns.get()).toEqual(before);
});
