import { describe, expect, it } from 'vitest';
import { lookAtStall } from './unstall';

const ranges = (...pairs: [number, number][]): TimeRanges => ({
  length: pairs.length,
  start: (index) => pairs[index]![0],
  end: (index) => pairs[index]![1],
});

function waiting(over: object = {}) {
  return { paused: false, ended: false, readyState: 2, currentTime: 4, buffered: ranges([0, 24]), ...over };
}

function lookOften(video: ReturnType<typeof waiting>, times: number) {
  let state = { at: video.currentTime, looks: 0 };
  for (let look = 0; look < times; look += 1) state = lookAtStall(video, state);
  return video.currentTime;
}

describe('a video that waits', () => {
  it('is brought on when what comes next is loaded', () => {
    expect(lookOften(waiting(), 2)).toBe(4);
    expect(lookOften(waiting(), 3)).toBeCloseTo(4.05);
  });

  it('is left alone when there is a reason to wait', () => {
    for (const reason of [
      { paused: true },
      { ended: true },
      { readyState: 4 },
      { buffered: ranges([0, 4.2], [9, 12]) },
    ]) {
      expect(lookOften(waiting(reason), 10)).toBe(4);
    }
  });
});
