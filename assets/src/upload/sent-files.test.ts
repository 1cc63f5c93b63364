import { describe, expect, it } from 'vitest';
import { SentFiles } from './sent-files';

function storage(first?: string) {
  let kept = first ?? null;
  return { getItem: () => kept, setItem: (_key: string, value: string) => void (kept = value) };
}
const file = (name: string, size = 1, lastModified = 2) => ({ name, size, lastModified });

describe('files that were uploaded before', () => {
  it('are known again by name, size and date', () => {
    const files = new SentFiles(storage());
    files.note(file('a.mp4'), 'v1');
    expect(files.find(file('a.mp4'))?.videoId).toBe('v1');
    expect(files.find(file('a.mp4', 3))).toBeUndefined();
    expect(files.find(file('a.mp4', 1, 3))).toBeUndefined();
  });

  it('are forgotten with their video', () => {
    const files = new SentFiles(storage());
    files.note(file('a.mp4'), 'v1');
    files.forget('v1');
    expect(files.find(file('a.mp4'))).toBeUndefined();
  });

  it('are the last few hundred', () => {
    const files = new SentFiles(storage());
    for (let number = 0; number < 201; number += 1) files.note(file(`${number}.mp4`), `v${number}`);
    expect(files.find(file('0.mp4'))).toBeUndefined();
    expect(files.find(file('200.mp4'))?.videoId).toBe('v200');
  });

  it('survive what somebody else has written there', () => {
    expect(new SentFiles(storage('{"a":1}')).find(file('a.mp4'))).toBeUndefined();
    expect(new SentFiles(storage('nonsense')).find(file('a.mp4'))).toBeUndefined();
    expect(new SentFiles(storage('[null,{"videoId":3}]')).find(file('a.mp4'))).toBeUndefined();
  });
});
