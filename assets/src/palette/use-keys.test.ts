import { describe, expect, it } from 'vitest';
import { overlayFor } from './use-keys';

const key = (name: string, more = {}) => ({
  key: name,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('keys that work everywhere', () => {
  it('open the palette, also from within a field', () => {
    expect(overlayFor(key('k', { ctrlKey: true }), true)).toBe('palette');
    expect(overlayFor(key('K', { metaKey: true }), false)).toBe('palette');
    expect(overlayFor(key('л', { ctrlKey: true, code: 'KeyK' }), false)).toBe('palette');
  });

  it('leave alone who types', () => {
    expect(overlayFor(key('/'), true)).toBeUndefined();
    expect(overlayFor(key('?'), true)).toBeUndefined();
    expect(overlayFor(key('/'), false)).toBe('palette');
    expect(overlayFor(key('?'), false)).toBe('shortcuts');
  });

  it('leave other combinations to the browser', () => {
    expect(overlayFor(key('k'), false)).toBeUndefined();
    expect(overlayFor(key('/', { ctrlKey: true }), false)).toBeUndefined();
    expect(overlayFor(key('k', { ctrlKey: true, altKey: true }), false)).toBeUndefined();
  });
});
