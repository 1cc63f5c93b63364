import { describe, expect, test } from 'vitest';
import { GROUPED_FROM, groupFigures, rowsOf, treeOf, wanted } from './tree';
import type { Actor } from './types';

const actor = (id: number, kind: string, parent: number | null = null, more: Partial<Actor> = {}): Actor => ({
  id,
  kind,
  label: null,
  parent,
  policy: 'permanent',
  placement: 'control',
  phase: 'running',
  healthy: true,
  exit: null,
  doing: null,
  depth: 0,
  capacity: 64,
  deferred: 0,
  handled: 0,
  failed: 0,
  shed: 0,
  lost: 0,
  expired: 0,
  rate: 0,
  handle_time: { p50_us: 0, p99_us: 0 },
  queue_wait: { p50_us: 0, p99_us: 0 },
  messages: [],
  restarts: 0,
  last_error: null,
  started_at_unix_ms: 0,
  ended_at_unix_ms: null,
  age_seconds: 1,
  state: null,
  ...more,
});

const house = [
  actor(1, 'rooms'),
  actor(2, 'videos'),
  actor(3, 'transcode', 2, { label: 'vid-a', rate: 2 }),
  actor(4, 'transcode', 2, { label: 'vid-b', rate: 9 }),
  actor(5, 'room', 1, { label: 'vid-a' }),
];
const many = [
  actor(1, 'rooms'),
  ...Array.from({ length: 2000 }, (_, index) => actor(index + 2, 'room', 1, { rate: 1 })),
];

const keys = (
  actors: readonly Actor[],
  order: Parameters<typeof treeOf>[1] = 'tree',
  folds = new Map<string, boolean>(),
) => rowsOf(treeOf(actors, order), folds, false).map(({ node, level }) => `${'>'.repeat(level - 1)}${node.key}`);

describe('the tree of actors', () => {
  test('children are below their parents', () => {
    expect(keys(house)).toEqual(['1', '>5', '2', '>3', '>4']);
  });

  test('who has lost their parent is at the root', () => {
    expect(keys([actor(9, 'room', 77)])).toEqual(['9']);
  });

  test('what is folded is left out', () => {
    expect(keys(house, 'tree', new Map([['2', false]]))).toEqual(['1', '>5', '2']);
  });

  test('siblings are in order, parents by the most of what is below them', () => {
    expect(keys(house, 'rate')).toEqual(['2', '>4', '>3', '1', '>5']);
  });

  test('many of a kind are one line until it is opened', () => {
    expect(keys(many)).toEqual(['1', '>1/room']);
    const open = keys(many, 'tree', new Map([['1/room', true]]));
    expect(open).toHaveLength(2002);
    expect(open[2]).toBe('>>2');
    expect(keys(many.slice(0, GROUPED_FROM))).toHaveLength(GROUPED_FROM);
    expect(groupFigures({ kind: 'room', actors: many.slice(1) })).toMatchObject({
      count: 2000,
      rate: 2000,
      troubled: 0,
    });
  });
});

const names = new Map([['vid-b', 'Clouds over the meadow']]);

describe('what is looked for', () => {
  const found = (
    search: string,
    show: Parameters<typeof wanted>[1]['show'] = 'live',
    actors: readonly Actor[] = house,
  ) => wanted(actors, { search, show, names }).map(({ id }) => id);

  test('is found by kind, by label and by number, with whoever is above', () => {
    expect(found('VID-A')).toEqual([1, 2, 3, 5]);
    expect(found('transcode vid-b')).toEqual([2, 4]);
    expect(found('clouds')).toEqual([2, 4]);
    expect(found('#5')).toEqual([1, 5]);
    expect(found('#55')).toEqual([]);
  });

  test('is busy, or has failed, or is past', () => {
    const ended = actor(6, 'upload', null, { phase: 'ended', exit: { exit: 'normal' } });
    const crashed = actor(7, 'upload', null, { phase: 'ended', exit: { exit: 'panicked', cause: 'no' } });
    const panicked = { at_unix_ms: 1, text: 'panicked: no' };
    const restarted = actor(8, 'evictor', null, { restarts: 1, last_error: panicked });
    const asked = actor(9, 'notifier', null, { restarts: 1 });
    const all = [...house, ended, crashed, restarted, asked];
    expect(found('', 'busy', all)).toEqual([2, 3, 4]);
    expect(found('', 'failed', all)).toEqual([7, 8]);
    expect(found('', 'live', all)).not.toContain(6);
    expect(found('', 'all', all)).toHaveLength(all.length);
  });
});
