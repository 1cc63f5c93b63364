import { expect, test } from 'vitest';
import type { FeedEvent, Happening } from '../live/messages';
import { wordsOf } from './event-words';

const event = (what: Happening) => ({ type: 'event', at: '2026-11-21T15:00:00Z', ...what }) as FeedEvent;
const room = { id: 7, kind: 'room' };

test('a panic is told from a restart that was asked for', () => {
  const panic = wordsOf(event({ ...room, event: 'restarting', cause: 'panicked: out of chairs', pause_ms: 120 }));
  expect(panic).toMatchObject({
    tone: 'bad',
    title: 'Panicked',
    subject: 'room #7',
    detail: 'out of chairs · back in 120 ms',
  });
  const asked = wordsOf(event({ ...room, event: 'restarting', cause: 'asked to start anew', pause_ms: 0 }));
  expect(asked).toMatchObject({ tone: 'warn', title: 'Begins anew', detail: 'asked to start anew' });
  expect(wordsOf(event({ ...room, event: 'running', generation: 2 }))).toMatchObject({ tone: 'good', actor: 7 });
});

test('ends say why', () => {
  const end = wordsOf(event({ ...room, event: 'ended', exit: 'restart_limit', cause: 'panicked: again' }));
  expect(end.detail).toBe('restart limit: panicked: again');
  expect(wordsOf(event({ ...room, event: 'ended', exit: 'killed' })).detail).toBe('killed');
});

test('what is about a video leads to it', () => {
  const letter = {
    event: 'dead_letter' as const,
    video: 'v1',
    renditions: ['720p', '480p'],
    number: 3,
    code: 'x',
    detail: 'no',
  } satisfies Happening;
  expect(wordsOf(event(letter))).toMatchObject({ subject: '720p, 480p 3', video: 'v1' });
});
