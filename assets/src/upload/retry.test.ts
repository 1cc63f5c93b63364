import { expect, it } from 'vitest';
import { shouldRetry } from './retry';

it.each([
  [0, false, true],
  [409, false, true],
  [423, false, true],
  [429, false, true],
  [503, false, true],
  [401, true, true],
  [401, false, false],
  [404, false, false],
  [413, false, false],
  [422, false, false],
])('after %i with a renewed session %s, trying again is %s', (status, renewed, retry) => {
  expect(shouldRetry(status, renewed)).toBe(retry);
});
