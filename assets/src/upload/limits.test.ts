import { describe, expect, it } from 'vitest';
import type { User } from '~/api/types';
import { isPictureTooLarge, limitsOf, refusalOf } from './limits';

const none = { file: undefined, all: undefined };
const file = (name: string, type = '', size = 10) => ({ name, type, size });

describe('what may be uploaded', () => {
  it('is the smaller of what the server and the tier allow', () => {
    const user = { tier: { name: 'free', max_upload_bytes: 5, max_stored_bytes: 50 } } as User;
    expect(limitsOf(user, 9)).toEqual({ file: 5, all: 50 });
    expect(limitsOf(user, 3)).toEqual({ file: 3, all: 50 });
    expect(limitsOf({ tier: { name: 'open' } } as User, 9)).toEqual({ file: 9, all: undefined });
    expect(limitsOf(null, undefined)).toEqual(none);
  });

  it.each([
    [file('a.mp4', 'video/mp4'), undefined],
    [file('a', 'audio/ogg'), undefined],
    [file('holiday.MKV'), undefined],
    [file('a.pdf', 'application/pdf'), 'type'],
    [file('mp4'), 'type'],
    [file('a.mp4', 'video/mp4', 0), 'empty'],
  ])('%o: %s', (one, refusal) => expect(refusalOf(one, none, 0)).toBe(refusal));

  it('is not too large alone, nor with the others', () => {
    const limits = { file: 10, all: 15 };
    expect(refusalOf(file('a.mp4', '', 10), limits, 5)).toBeUndefined();
    expect(refusalOf(file('a.mp4', '', 11), limits, 0)).toBe('file');
    expect(refusalOf(file('a.mp4', '', 10), limits, 6)).toBe('all');
  });
});

it('knows pictures that are too large', () => {
  expect(isPictureTooLarge({ width: 7680, height: 4320 })).toBe(false);
  expect(isPictureTooLarge({ width: 8192, height: 8192 })).toBe(true);
  expect(isPictureTooLarge({ width: 100, height: 9000 })).toBe(true);
});
