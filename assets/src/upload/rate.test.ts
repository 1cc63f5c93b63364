import { describe, expect, it } from 'vitest';
import { Rate } from './rate';

function feed(rate: Rate, from: number, to: number, perSecond: number, start = 0): number {
  let sent = start;
  for (let at = from; at <= to; at += 250) {
    rate.record(sent, at);
    sent += perSecond / 4;
  }
  return sent;
}

describe('upload speed', () => {
  it('says nothing before it has measured', () => {
    const rate = new Rate();
    rate.record(0, 0);
    rate.record(1000, 100);
    expect(rate.perSecond).toBeUndefined();
    expect(rate.eta(1000)).toBeUndefined();
  });

  it('finds a steady speed and what is left', () => {
    const rate = new Rate();
    feed(rate, 0, 5000, 1_000_000);
    expect(rate.perSecond).toBeCloseTo(1_000_000, -1);
    expect(rate.eta(10_000_000)).toBeCloseTo(10, 1);
    expect(rate.eta(0)).toBe(0);
  });

  it('has gone most of the way to a new speed after five seconds', () => {
    const rate = new Rate();
    const sent = feed(rate, 0, 5000, 1_000_000);
    feed(rate, 5250, 10_250, 100_000, sent);
    expect(rate.perSecond).toBeGreaterThan(100_000);
    expect(rate.perSecond).toBeLessThan(500_000);
  });

  it('does not take a pause for a slow connection', () => {
    const rate = new Rate();
    const sent = feed(rate, 0, 3000, 1_000_000);
    rate.reset();
    feed(rate, 60_000, 62_000, 1_000_000, sent);
    expect(rate.perSecond).toBeCloseTo(1_000_000, -1);
  });

  it('starts over when the server has less than was thought', () => {
    const rate = new Rate();
    feed(rate, 0, 3000, 1_000_000);
    rate.record(500_000, 3500);
    rate.record(1_000_000, 4000);
    expect(rate.perSecond).toBeGreaterThan(0);
  });
});
