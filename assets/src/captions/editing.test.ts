import { describe, expect, it } from 'vitest';
import { cueOf } from './cues';
import { type Edit, NOTHING, edited, isChanged } from './editing';

const a = cueOf(0, 1, 'a');
const b = cueOf(2, 3, 'b');
const loaded = edited(NOTHING, { type: 'loaded', cues: [a, b] });
const after = (...edits: Edit[]) => edits.reduce(edited, loaded);
const texts = (...edits: Edit[]) => after(...edits).cues.map(({ text }) => text);

describe('editing captions', () => {
  it('goes back step by step, and forth again', () => {
    const remove: Edit = { type: 'remove', key: a.key };
    expect(texts(remove)).toEqual(['b']);
    expect(texts(remove, { type: 'undo' })).toEqual(['a', 'b']);
    expect(texts(remove, { type: 'undo' }, { type: 'redo' })).toEqual(['b']);
    expect(texts({ type: 'undo' })).toEqual(['a', 'b']);
    expect(texts({ type: 'redo' })).toEqual(['a', 'b']);
  });

  it('takes typing in one cue as one step', () => {
    const type = (key: number, text: string): Edit => ({ type: 'text', key, text });
    const typed = [type(a.key, 'ax'), type(a.key, 'axy'), type(b.key, 'by')];
    expect(texts(...typed, { type: 'undo' })).toEqual(['axy', 'b']);
    expect(texts(...typed, { type: 'undo' }, { type: 'undo' })).toEqual(['a', 'b']);
  });

  it('keeps cues in the order of their time, under their key', () => {
    const { cues } = after({ type: 'time', key: a.key, start: 4, end: 5 });
    expect(cues.map(({ key }) => key)).toEqual([b.key, a.key]);
  });

  it('tells which cue is new', () => {
    const { cues, added } = after({ type: 'add', at: 1.2, end: 10 });
    expect(cues[1]).toMatchObject({ key: added, start: 1.2, end: 2 });
  });

  it('knows whether something is not saved', () => {
    expect(isChanged(loaded)).toBe(false);
    const changed = after({ type: 'shift', seconds: 1 });
    expect(isChanged(changed)).toBe(true);
    expect(isChanged(edited(changed, { type: 'saved', cues: changed.cues }))).toBe(false);
    expect(isChanged(edited(changed, { type: 'undo' }))).toBe(false);
  });
});
