import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { findIn } from './directory';

/** Three pages; `asked` is which were fetched. */
function book() {
  const pages = [['a'], ['b'], ['c']];
  const asked: number[] = [];
  const pageOf = (cursor: string | undefined) => ({
    queryKey: ['page', cursor],
    queryFn: async () => {
      const at = Number(cursor ?? 0);
      asked.push(at);
      const names = new Map(pages[at]?.map((id) => [id, id.toUpperCase()]));
      return { names, next: at + 1 < pages.length ? String(at + 1) : undefined };
    },
    staleTime: 60_000,
  });
  return { asked, pageOf, queries: new QueryClient() };
}

test('a name is found on the page that it is on, and no further one is fetched', async () => {
  const { asked, pageOf, queries } = book();
  expect(await findIn(queries, pageOf, 'b')).toBe('B');
  expect(asked).toEqual([0, 1]);
});

test('who looks for another name shares the pages', async () => {
  const { asked, pageOf, queries } = book();
  expect(await Promise.all(['a', 'c', 'nobody'].map((id) => findIn(queries, pageOf, id)))).toEqual(['A', 'C', null]);
  expect(asked).toEqual([0, 1, 2]);
});

test('so many pages are looked through, and no more', async () => {
  const { asked, pageOf, queries } = book();
  expect(await findIn(queries, pageOf, 'c', 2)).toBeNull();
  expect(asked).toEqual([0, 1]);
});
