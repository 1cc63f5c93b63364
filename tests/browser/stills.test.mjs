// Still pictures in the pages: thumbnails over the time range, previews on cards, the poster that an owner picks.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from './support/api.mjs';
import { SAMPLE } from './support/media.mjs';
import { register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

/** The video once its stills are made. */
async function withStills(api, id) {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(100)) {
    const video = await api.video(id);
    if (video.playback.storyboard && video.playback.preview) return video;
  }
  throw new Error('no stills');
}

/** Of a 1x1 blue square: `chromium` decodes it, so does the server. */
const BLUE_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC',
  'base64',
);

scenario('stills are seen on the time range, on cards, and in the studio', async ({ page, server }) => {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const id = await api.upload(SAMPLE, { title: 'A rabbit' });
  const before = await withStills(api, id);

  // Pointing at the time range shows a picture of the moment.
  await page.goto(`/watch/${id}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.currentTime > 0.2 && !video.paused);
  const range = page.locator('media-time-range');
  const { x, y, width, height } = await range.boundingBox();
  await page.mouse.move(x + width / 4, y + height / 2);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForFunction(() => {
    const source = document.querySelector('media-controller')?.getAttribute('mediapreviewimage');
    return source?.includes('storyboard-0.jpg');
  });
  await page.waitForFunction(() => {
    const image = document.querySelector('media-preview-thumbnail')?.shadowRoot?.querySelector('img');
    return image?.complete && image.naturalWidth > 0;
  });
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/thumbnail.png` });

  // A card comes to life under the mouse, and rests again.
  await page.goto('/');
  const card = page.getByTestId('video-card').first();
  assert.equal(await page.getByTestId('card-preview').count(), 0);
  await card.hover();
  const moving = page.getByTestId('card-preview');
  await moving.waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="card-preview"]').currentTime > 0.2);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/card.png` });
  await page.mouse.move(0, 0);
  await moving.waitFor({ state: 'detached' });

  // Whoever wants no motion gets none.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await card.hover();
  await pause(600);
  assert.equal(await moving.count(), 0);

  // The owner picks a frame, brings an image, and goes back.
  await page.goto('/studio');
  await page.getByTestId('studio-actions').click();
  await page.getByTestId('studio-poster').click();
  const now = page.getByTestId('poster-now').locator('img');
  const shown = (source) =>
    page.waitForFunction((source) => document.querySelector('[data-testid="poster-now"] img')?.src !== source, source);
  const first = await now.getAttribute('src');
  assert.equal(first, before.playback.poster);
  await page.getByTestId('poster-candidate').nth(1).waitFor();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/picker.png` });
  await page.getByTestId('poster-candidate').nth(1).click();
  await shown(first);
  const second = await now.getAttribute('src');

  // Any other frame, looked at before it is taken.
  await page.getByTestId('poster-range').fill('5.5');
  await page.waitForFunction(() => {
    const video = document.querySelector('[data-testid="studio-player"]');
    return video && !video.seeking && video.readyState >= 2 && Math.abs(video.currentTime - 5.5) < 0.1;
  });
  await page.getByTestId('poster-take').click();
  await shown(second);
  const taken = await now.getAttribute('src');
  await page.getByTestId('poster-file').setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: BLUE_PNG });
  await shown(taken);
  const third = await now.getAttribute('src');
  assert.equal((await api.video(id)).playback.poster, third);
  await page.getByTestId('poster-automatic').click();
  await shown(third);
  assert.equal(await now.getAttribute('src'), first);
});
