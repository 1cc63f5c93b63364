import { expect, test } from 'vitest';
import { pulseOf } from './pulse-of';

const state = (...[socket, silence, isPaused = false]: [Parameters<typeof pulseOf>[0]['socket'], number?, boolean?]) =>
  pulseOf({ socket, silence, isPaused }).state;

test('one sees whether what is shown is how it is now', () => {
  expect(state('connecting')).toBe('connecting');
  expect(state('open')).toBe('connecting');
  expect(state('open', 900)).toBe('live');
  expect(state('open', 6000)).toBe('stale');
  expect(state('open', 900, true)).toBe('paused');
  expect(state('waiting', 900)).toBe('reconnecting');
  expect(state('connecting', 900)).toBe('reconnecting');
  expect(state('waiting', 900, true)).toBe('reconnecting');
});
