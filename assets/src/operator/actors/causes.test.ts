import { expect, test } from 'vitest';
import { causeWords } from './causes';

test('ends of the server have words', () => {
  expect(causeWords('asked to start anew')).toBe('asked to start anew');
  expect(causeWords('downstream closed')).toBe('downstream closed');
});

test('a failure keeps what it says itself', () => {
  expect(causeWords('failed: the disk is full')).toBe('failure: the disk is full');
  expect(causeWords('panicked: line one\nline two')).toBe('panicked: line one\nline two');
});

test('a child that gave up is told with why it did', () => {
  expect(causeWords('restarted too often: failed: child media_workers #7 gave up: panicked: out of chairs')).toBe(
    'restart limit: failure: media workers #7 gave up: panicked: out of chairs',
  );
});

test('what nobody knows stays as it is', () => {
  expect(causeWords('struck by lightning')).toBe('struck by lightning');
});
