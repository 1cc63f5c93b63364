import { expect, it } from 'vitest';
import { parseStoryboard, tileAt } from './storyboard';

const TEXT = `WEBVTT

00:00:00.000 --> 00:00:10.000
storyboard-0.jpg#xywh=0,0,160,90

00:00:10.000 --> 01:00:20.500
storyboard-0.jpg#xywh=160,90,160,90
`;

it('finds the picture of a time, and the last one after the end', () => {
  const tiles = parseStoryboard(TEXT, 'https://media.example/v1/storyboard.vtt?s=1');
  expect(tiles).toHaveLength(2);
  expect(tileAt(tiles, 9.9)).toMatchObject({ image: 'https://media.example/v1/storyboard-0.jpg', x: 0, y: 0 });
  expect(tileAt(tiles, 10)).toMatchObject({ x: 160, y: 90, width: 160, height: 90 });
  expect(tileAt(tiles, 1e6)?.until).toBe(3620.5);
  expect(tileAt([], 0)).toBeUndefined();
});
