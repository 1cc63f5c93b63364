import { expect, it } from 'vitest';
import { NONE, toggled, toggledAll, within } from './selection';

const shown = ['a', 'b', 'c', 'd'];
const of = (...ids: string[]) => ({ ids: new Set(ids), last: ids.at(-1) });
const list = ({ ids }: { ids: ReadonlySet<string> }) => [...ids].sort();

it('chooses one, and lets go of it', () => {
  expect(list(toggled(NONE, 'b', false, shown))).toEqual(['b']);
  expect(list(toggled(of('b'), 'b', false, shown))).toEqual([]);
});

it('chooses everything between two, in either direction', () => {
  expect(list(toggled(of('b'), 'd', true, shown))).toEqual(['b', 'c', 'd']);
  expect(list(toggled(of('d'), 'b', true, shown))).toEqual(['b', 'c', 'd']);
  expect(list(toggled(of('gone'), 'b', true, shown))).toEqual(['b', 'gone']);
});

it('chooses all, or none', () => {
  expect(list(toggledAll(of('a'), shown))).toEqual(shown);
  expect(list(toggledAll(of(...shown), shown))).toEqual([]);
});

it('forgets what is not shown any more', () => {
  expect(list(within(of('a', 'x'), shown))).toEqual(['a']);
});
