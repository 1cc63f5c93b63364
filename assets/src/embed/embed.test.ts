import { describe, expect, it } from 'vitest';
import { parseAccent } from './color';
import { isAnswer, isCall, isHeard, isHello, isTold } from './protocol';

describe('the colour of an embedded player', () => {
  it.each([
    ['ff8800', '#ff8800', '#1c1419'],
    ['#0AF', '#00aaff', '#1c1419'],
    ['6d2348', '#6d2348', '#ffffff'],
  ])('%s is %s with %s on it', (text, color, on) => expect(parseAccent(text)).toEqual({ color, on }));

  it.each([null, '', 'red', '12345', 'url(x)', 'ff8800;}'])('%s is none', (text) => {
    expect(parseAccent(text)).toBeUndefined();
  });
});

describe('messages', () => {
  it('are told apart from those of others', () => {
    const call = { playhouse: 1, id: 3, call: 'seek', args: [4] };
    expect(isCall(call)).toBe(true);
    for (const wrong of [null, 'x', {}, { ...call, playhouse: 2 }, { ...call, args: 4 }, { ...call, id: '3' }]) {
      expect(isCall(wrong)).toBe(false);
    }
    expect(isHello({ playhouse: 1, hello: true })).toBe(true);
    expect(isHello({ hello: true })).toBe(false);
    expect(isHeard({ playhouse: 1, heard: true })).toBe(true);
    expect(isHeard({ playhouse: 1, hello: true })).toBe(false);
    expect(isAnswer({ playhouse: 1, id: 3, value: null })).toBe(true);
    expect(isAnswer(call)).toBe(false);
    expect(isTold({ playhouse: 1, event: 'play', data: {} })).toBe(true);
  });
});
