import { describe, expect, it } from 'vitest';
import { Tape } from './tape';

const blob = (text: string) => new Blob([text]);
const read = async (tape: Tape, start: number, end: number) => {
  const { value, done } = await tape.slice(start, end);
  return [value === null ? null : await (value as Blob).text(), done];
};

describe('a tape', () => {
  it('hands out what there is, without waiting for a whole chunk', async () => {
    const tape = new Tape('video/mp4');
    tape.append(blob('abc'));
    expect(await read(tape, 0, 10)).toEqual(['abc', false]);
    expect(await read(tape, 1, 2)).toEqual(['b', false]);
  });

  it('lets those wait who are ahead', async () => {
    const tape = new Tape('video/mp4');
    tape.append(blob('abc'));
    const next = read(tape, 3, 10);
    tape.append(blob('de'));
    expect(await next).toEqual(['de', false]);
  });

  it('says that it is over with the last bytes, or without any', async () => {
    const tape = new Tape('video/mp4');
    tape.append(blob('abc'));
    tape.append(blob('de'));
    const next = read(tape, 5, 10);
    tape.end();
    expect(await next).toEqual([null, true]);
    expect(await read(tape, 2, 10)).toEqual(['cde', true]);
    expect(await read(tape, 2, 4)).toEqual(['cd', false]);
  });

  it('goes back to any place, as after bytes that were lost on the way', async () => {
    const tape = new Tape('video/mp4');
    for (const part of ['ab', 'cd', 'ef']) tape.append(blob(part));
    expect(await read(tape, 1, 5)).toEqual(['bcde', false]);
    expect(await tape.whole().text()).toBe('abcdef');
    expect(tape.whole().type).toBe('video/mp4');
    expect(tape.bytes).toBe(6);
  });

  it('forgets a request that was given up', async () => {
    const tape = new Tape('video/mp4');
    let served = false;
    void tape.slice(0, 10).then(() => (served = true));
    tape.interrupt();
    tape.append(blob('abc'));
    expect(await read(tape, 0, 10)).toEqual(['abc', false]);
    expect(served).toBe(false);
  });

  it('takes nothing more when it is over', () => {
    const tape = new Tape('video/mp4');
    tape.end();
    tape.append(blob('abc'));
    expect(tape.bytes).toBe(0);
  });
});
