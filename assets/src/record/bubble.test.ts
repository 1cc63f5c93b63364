import { describe, expect, it } from 'vitest';
import { circleIn, fitted, squareOf } from './bubble';

describe('the picture with the camera in it', () => {
  it('is as large as the screen, but not too large, and has even sides', () => {
    expect(fitted({ width: 1280, height: 720 })).toEqual({ width: 1280, height: 720 });
    expect(fitted({ width: 2560, height: 1440 })).toEqual({ width: 1920, height: 1080 });
    expect(fitted({ width: 1081, height: 1921 })).toEqual({ width: 608, height: 1080 });
  });

  it.each([
    ['bottom-left', 160, 840],
    ['bottom-right', 1840, 840],
    ['top-left', 160, 160],
    ['top-right', 1840, 160],
  ] as const)('has the camera %s', (corner, x, y) => {
    const circle = circleIn({ width: 2000, height: 1000 }, corner);
    expect(circle.x).toBeCloseTo(x);
    expect(circle.y).toBeCloseTo(y);
    expect(circle.radius).toBeCloseTo(130);
  });

  it('shows the middle of the camera', () => {
    expect(squareOf({ width: 640, height: 480 })).toEqual({ x: 80, y: 0, side: 480 });
    expect(squareOf({ width: 480, height: 640 })).toEqual({ x: 0, y: 80, side: 480 });
  });
});
