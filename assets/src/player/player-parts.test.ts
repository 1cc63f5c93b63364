import { describe, expect, it, vi } from 'vitest';
import { Watched } from './beacon';
import { chapterFrom } from './chapters';
import { parsePreferences } from './preferences';
import { type Commands, commandFor } from './shortcuts';

describe('watched seconds', () => {
  it('counts what was played and no jump', () => {
    const watched = new Watched();
    for (const position of [0, 0.25, 0.5, 0.75]) watched.step(position, false);
    watched.step(60, true);
    for (const position of [60, 60.25, 60.5]) watched.step(position, false);
    expect(watched.take()).toBeCloseTo(1.25);
    expect(watched.take()).toBe(0);
  });

  it('counts a second look at the same place', () => {
    const watched = new Watched();
    for (const position of [10, 10.5, 10, 10.5]) watched.step(position, false);
    expect(watched.take()).toBeCloseTo(1);
  });
});

describe('remembered settings', () => {
  it('come back', () => {
    expect(parsePreferences('{"volume":0.4,"muted":true,"rate":1.5}')).toEqual({ volume: 0.4, muted: true, rate: 1.5 });
  });

  it.each([null, '', 'x', 'null', '{"volume":7,"rate":"fast"}'])('are the usual ones for %s', (text) => {
    expect(parsePreferences(text)).toEqual({ volume: 1, muted: false, rate: 1 });
  });
});

describe('shortcuts', () => {
  const commands = {
    togglePlay: vi.fn(),
    seekBy: vi.fn(),
    seekToPart: vi.fn(),
    seekToChapter: vi.fn(),
    stepFrames: vi.fn(),
    changeSpeed: vi.fn(),
  } as unknown as Commands;
  const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
    commandFor({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held }, commands);

  it('goes by the place of a letter, whatever alphabet is typed', () => {
    press('л', 'KeyK')?.();
    expect(commands.togglePlay).toHaveBeenCalledOnce();
  });

  it('goes from chapter to chapter with Ctrl', () => {
    press('ArrowRight', 'ArrowRight', { ctrlKey: true })?.();
    press('ArrowLeft', 'ArrowLeft', { ctrlKey: true })?.();
    expect(vi.mocked(commands.seekToChapter).mock.calls).toEqual([[1], [-1]]);
  });

  it('jumps to tenths', () => {
    press('3', 'Digit3')?.();
    expect(commands.seekToPart).toHaveBeenCalledWith(0.3);
  });

  it('steps frames and changes speed by what is written', () => {
    press('.', 'Period')?.();
    expect(commands.stepFrames).toHaveBeenCalledWith(1);
    press('>', 'Period', { shiftKey: true })?.();
    expect(commands.changeSpeed).toHaveBeenCalledWith(1);
  });

  it('leaves the browser its own', () => {
    expect(press('l', 'KeyL', { ctrlKey: true })).toBeUndefined();
    expect(press('a', 'KeyA')).toBeUndefined();
  });
});

describe('chapters', () => {
  const chapters = [0, 10, 20].map((start) => ({ start, title: '' }));

  it.each([
    [0, 1, 10],
    [10, 1, 20],
    [25, 1, undefined],
    [25, -1, 20],
    [21, -1, 10],
    [1, -1, 0],
  ] as const)('from %d towards %d lead to %s', (at, direction, to) => {
    expect(chapterFrom(chapters, at, direction)).toBe(to);
  });

  it('lead nowhere where there are none', () => expect(chapterFrom([], 5, -1)).toBeUndefined());
});
