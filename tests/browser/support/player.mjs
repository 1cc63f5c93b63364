// What tests of the player share: videos to play, and what one does with a player.

import { Api } from './api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './media.mjs';
import { videoUntil } from './page.mjs';

export const CHAPTERS = [
  { start: 0, title: 'The meadow at dawn' },
  { start: 12, title: 'The butterfly' },
  { start: 20, title: 'The apple' },
];

const VTT = (word) => `WEBVTT

00:00.000 --> 00:05.000
${word} one: a meadow.

00:05.000 --> 00:14.000
${word} two: a rabbit wakes up.

00:14.000 --> 00:29.000
${word} three: an apple falls.
`;

/** Two videos of one person, the longer one with everything that a video can have. */
export async function fill(server) {
  const api = await Api.register(server.origin);
  const id = await api.upload(SAMPLE, { title: 'A rabbit wakes up' });
  const other = await api.upload(SMALL_SAMPLE, { title: 'Clouds' });
  await api.videoInState(id, 'ready');
  await api.videoInState(other, 'ready');
  await api.json('PUT', `/videos/${id}/chapters`, { items: CHAPTERS });
  for (const [language, word] of [
    ['en', 'Scene'],
    ['de', 'Szene'],
  ]) {
    const headers = { 'Content-Type': 'text/vtt' };
    await api.fetch('PUT', `/videos/${id}/captions/${language}`, { body: VTT(word), headers });
  }
  await api.videoWith(id, 'storyboard', 'dash');
  return { api, id, other };
}

/** Opens the page of a video and plays it. */
export async function play(page, path) {
  await page.goto(path);
  await page.getByTestId('player-start').click();
  await playing(page);
}

export async function playing(page) {
  await videoUntil(page, ([video]) => video.currentTime > 0.2 && !video.paused && !video.seeking);
}

/** Time goes on from where it is now. */
export async function goesOn(page) {
  const at = await now(page);
  await videoUntil(page, ([video, at]) => !video.paused && video.currentTime > at + 0.3, at);
}

export const now = (page) => page.getByTestId('player-video').evaluate((video) => video.currentTime);

export const seek = (page, seconds) =>
  page.getByTestId('player-video').evaluate((video, seconds) => {
    video.currentTime = seconds;
  }, seconds);

/** Picks from a list in the bar. */
export async function pick(page, menu, text) {
  await page.getByTestId('player').hover();
  await page.getByTestId(`${menu}-button`).click();
  await page.getByTestId(`${menu}-menu`).waitFor();
  await page.getByTestId(`${menu}-option`).filter({ hasText: text }).first().click();
}

/** Whether nothing of the page is drawn above this element: looked at in nine places of it. */
export const isOnTop = (locator) =>
  locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const rows = [top + 60, (top + bottom) / 2, bottom - 20];
    const points = rows.flatMap((y) => [left + 20, (left + right) / 2, right - 20].map((x) => [x, y]));
    return points.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
  });
