import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Commands, commandFor } from './shortcuts';

describe('shortcuts', () => {
  const commands = {
    toggleMute: vi.fn(),
    changeVolume: vi.fn(),
    togglePlay: vi.fn(),
    seekBy: vi.fn(),
    seekToPart: vi.fn(),
    seekToChapter: vi.fn(),
    stepFrames: vi.fn(),
    changeSpeed: vi.fn(),
    moveOn: vi.fn(),
    resizeCaptions: vi.fn(),
    showShortcuts: vi.fn(),
  } as unknown as Commands;
  const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
    commandFor(
      { key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...held },
      commands,
    );

  beforeEach(() => vi.clearAllMocks());

  it('goes by the place of a letter, whatever alphabet is typed', () => {
    press('л', 'KeyK')?.();
    expect(commands.togglePlay).toHaveBeenCalledOnce();
  });

  it('goes from chapter to chapter with Ctrl', () => {
    press('ArrowRight', 'ArrowRight', { ctrlKey: true })?.();
    press('ArrowLeft', 'ArrowLeft', { ctrlKey: true })?.();
    expect(vi.mocked(commands.seekToChapter).mock.calls).toEqual([[1], [-1]]);
  });

  it('goes by what is written where letters are Latin ones', () => {
    // On a French keyboard M stands beside L, and a comma where others have it.
    press('m', 'Semicolon')?.();
    expect(commands.toggleMute).toHaveBeenCalledOnce();
    press(',', 'KeyM')?.();
    expect(commands.stepFrames).toHaveBeenCalledExactlyOnceWith(-1);
  });

  it.each([
    ['3', 'Digit3', {}],
    ['3', 'Digit3', { shiftKey: true }],
    ['3', 'Numpad3', {}],
    ['٣', 'Digit3', {}],
  ])('jumps to tenths with %s of %s', (key, code, held) => {
    press(key, code, held)?.();
    expect(commands.seekToPart).toHaveBeenCalledExactlyOnceWith(0.3);
  });

  it('takes a sign for what it is, where others have a digit', () => {
    press('-', 'Digit6')?.();
    expect(commands.resizeCaptions).toHaveBeenCalledExactlyOnceWith(-1);
    expect(press('é', 'Digit2')).toBeUndefined();
    expect(commands.seekToPart).not.toHaveBeenCalled();
  });

  it('takes the keys of a block of numbers for what they are without numbers', () => {
    press('Home', 'Numpad7')?.();
    press('ArrowLeft', 'Numpad4')?.();
    press('ArrowUp', 'Numpad8')?.();
    expect(commands.seekToPart).toHaveBeenCalledExactlyOnceWith(0);
    expect(commands.seekBy).toHaveBeenCalledExactlyOnceWith(-5);
    expect(commands.changeVolume).toHaveBeenCalledOnce();
  });

  it('does once what a key that stays down turns on or off, and leaves none of it to the page', () => {
    const held = { repeat: true };
    for (const [key, code] of [
      [' ', 'Space'],
      ['k', 'KeyK'],
      ['m', 'KeyM'],
      ['3', 'Digit3'],
    ] as const) {
      press(key, code, held)?.();
      expect(press(key, code, held)).toBeDefined();
    }
    expect(commands.togglePlay).not.toHaveBeenCalled();
    expect(commands.toggleMute).not.toHaveBeenCalled();
    expect(commands.seekToPart).not.toHaveBeenCalled();
    press('l', 'KeyL', held)?.();
    press('.', 'Period', held)?.();
    expect(commands.seekBy).toHaveBeenCalledExactlyOnceWith(10);
    expect(commands.stepFrames).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('steps frames and changes speed by what is written', () => {
    press('.', 'Period')?.();
    expect(commands.stepFrames).toHaveBeenCalledWith(1);
    press('>', 'Period', { shiftKey: true })?.();
    expect(commands.changeSpeed).toHaveBeenCalledWith(1);
  });

  it('goes to other videos and sizes captions', () => {
    press('N', 'KeyN', { shiftKey: true })?.();
    press('P', 'KeyP', { shiftKey: true })?.();
    expect(vi.mocked(commands.moveOn).mock.calls).toEqual([[1], [-1]]);
    press('+', 'BracketRight')?.();
    press('-', 'Slash')?.();
    expect(vi.mocked(commands.resizeCaptions).mock.calls).toEqual([[1], [-1]]);
  });

  it('lists itself', () => {
    press('?', 'Minus', { shiftKey: true })?.();
    expect(commands.showShortcuts).toHaveBeenCalledOnce();
  });

  it('leaves the browser its own', () => {
    expect(press('l', 'KeyL', { ctrlKey: true })).toBeUndefined();
    expect(press('a', 'KeyA')).toBeUndefined();
  });
});
