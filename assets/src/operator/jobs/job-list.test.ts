import { expect, test } from 'vitest';
import type { DeadLetter, MediaJob } from '~/api/types';
import { type Asked, byVideo, shownJobs, stillAsked, workOf } from './job-list';

const job = (id: string, more: Partial<MediaJob> = {}): MediaJob => ({
  id,
  video: 'v',
  kind: 'video',
  renditions: ['720p', '480p'],
  number: 12,
  lane: 'background',
  priority: 'background',
  attempt: 1,
  is_cancellable: true,
  state: 'waiting',
  waiting_since: '2026-11-21T15:00:00Z',
  ...more,
});

test('what was asked for is shown before it is so', () => {
  const shown = shownJobs(
    [job('1'), job('2'), job('3')],
    new Map<string, Asked>([
      ['1', 'urgent'],
      ['2', 'cancel'],
    ]),
  );
  expect(shown.map(({ job: { priority }, asked }) => [priority, asked])).toEqual([
    ['urgent', 'urgent'],
    ['background', 'cancel'],
    ['background', undefined],
  ]);
});

test('a note goes when it is so, or when its job is gone', () => {
  const asked = new Map<string, Asked>([
    ['1', 'urgent'],
    ['2', 'cancel'],
    ['3', 'retry'],
  ]);
  expect([...stillAsked([job('1', { priority: 'urgent' }), job('2')], asked)]).toEqual([['2', 'cancel']]);
  expect(stillAsked([job('1'), job('2'), job('3')], asked)).toBe(asked);
});

test('a job says what it makes', () => {
  expect(workOf(job('1'))).toBe('720p 480p · segment 12');
  expect(workOf(job('1', { kind: 'poster', renditions: [], number: 0 }))).toBe('');
  expect(workOf(job('1', { kind: 'ingest', renditions: [], number: null }))).toBe('');
});

test('dead letters are together by video', () => {
  const letter = (video: string, number: number) => ({ video, number }) as DeadLetter;
  const groups = byVideo([letter('a', 1), letter('b', 1), letter('a', 2)]);
  expect(groups.map(({ video, letters }) => [video, letters.length])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});
