import { afterEach, describe, expect, it, vi } from 'vitest';
import { Inputs } from './inputs';

function stream() {
  const track = Object.assign(new EventTarget(), { stop: vi.fn() });
  return { track, getTracks: () => [track], getAudioTracks: () => [track], getVideoTracks: () => [track] };
}

/** Devices whose question is answered when the test says so. */
function devices() {
  const asked: ((given: ReturnType<typeof stream>) => void)[] = [];
  const ask = () => new Promise((resolve) => asked.push(resolve));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: ask, getDisplayMedia: ask } });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('inputs', () => {
  it('are held until they are closed', async () => {
    const [asked, inputs, given] = [devices(), new Inputs(() => undefined), stream()];
    const opened = inputs.openCamera('');
    asked[0]?.(given);
    await opened;
    expect(inputs.get('camera')).toBe(given);
    inputs.closeAll();
    expect(inputs.get('camera')).toBeUndefined();
    expect(given.track.stop).toHaveBeenCalledOnce();
  });

  it.each(['openCamera', 'openMicrophone'] as const)('are given back when %s is allowed too late', async (open) => {
    const [asked, inputs, late] = [devices(), new Inputs(() => undefined), stream()];
    const opened = inputs[open]('');
    inputs.closeAll();
    asked[0]?.(late);
    await opened;
    expect(inputs.streams.get()).toEqual({});
    expect(late.track.stop).toHaveBeenCalledOnce();
  });

  it('are those that were asked for last', async () => {
    const [asked, inputs, first, second] = [devices(), new Inputs(() => undefined), stream(), stream()];
    const opened = [inputs.openMicrophone('a'), inputs.openMicrophone('b')];
    asked[1]?.(second);
    asked[0]?.(first);
    await Promise.all(opened);
    expect(inputs.get('microphone')).toBe(second);
    expect(first.track.stop).toHaveBeenCalledOnce();
    expect(second.track.stop).not.toHaveBeenCalled();
  });

  it('tell when one ends by itself, and not when it was closed', async () => {
    const ended = vi.fn();
    const [asked, inputs, given] = [devices(), new Inputs(ended), stream()];
    const opened = inputs.openScreen(false);
    asked[0]?.(given);
    await opened;
    given.track.dispatchEvent(new Event('ended'));
    given.track.dispatchEvent(new Event('ended'));
    expect(ended.mock.calls).toEqual([['screen']]);
  });
});
