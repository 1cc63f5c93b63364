// The main job: register, upload in the page, watch in several qualities.

import assert from 'node:assert/strict';
import { Api } from './support/api.mjs';
import { SAMPLE, SAMPLE_SECONDS } from './support/media.mjs';
import { register, slowUploads, uploadBeyond, uploadState, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

scenario(
  'a person registers, uploads a video in the page and watches it in several qualities',
  async ({ page, server }) => {
    const person = await register(page);
    await page.getByTestId('upload-link').click();
    await page.waitForURL('/upload');

    // The bytes move, and the card says how many, how fast and how long yet.
    const line = await slowUploads(page, 1_000_000);
    await page.getByTestId('upload-input').setInputFiles(SAMPLE);
    const item = await uploadBeyond(page, 0.3);
    await item
      .getByTestId('upload-speed')
      .filter({ hasText: /^[\d.,]+ .?B\/s$/ })
      .waitFor();
    await item.getByTestId('upload-eta').filter({ hasText: /left$/ }).waitFor();
    await page.getByTestId('details-title').fill('A rabbit and three rodents');
    await line.lift();

    // The card follows what the server makes of it.
    await uploadState(page, 'processing', 'playable', 'ready');
    await page.locator('[data-testid="details-saved"][data-state="saved"]').waitFor();
    await uploadState(page, 'playable', 'ready');
    await page.getByTestId('rendition-progress').first().waitFor();
    const id = await item.getAttribute('data-video-id');
    assert.match(id, /^[\w-]+$/);

    await page.getByTestId('upload-watch-link').click();
    await page.waitForURL(`/watch/${id}`);
    await page.getByTestId('video-title').filter({ hasText: 'A rabbit and three rodents' }).waitFor();

    // It plays: time passes and frames are decoded.
    await videoUntil(page, ([video]) => video.currentTime > 1 && !video.paused);
    const video = page.getByTestId('player-video');
    const { frames, duration } = await video.evaluate((video) => ({
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      duration: video.duration,
    }));
    assert.ok(frames > 0, `${frames} frames decoded`);
    assert.ok(Math.abs(duration - SAMPLE_SECONDS) < 0.1, `${duration} s long`);

    // Another quality is chosen, and that is what is shown.
    for (const height of [240, 480, 360]) {
      await page.getByTestId('player').hover();
      await page.getByTestId('quality-button').click();
      await page.getByTestId('quality-menu').waitFor();
      await page
        .getByTestId('quality-option')
        .filter({ hasText: `${height}p` })
        .first()
        .click();
      await videoUntil(page, ([video, height]) => video.videoHeight === height, height);
      const at = await video.evaluate((video) => video.currentTime);
      await videoUntil(page, ([video, at]) => video.currentTime > at + 0.2, at);
    }

    // A seek within what is loaded is quick.
    const seconds = await video.evaluate(async (video) => {
      const last = video.buffered.length - 1;
      const [from, to] = [video.buffered.start(last), video.buffered.end(last)];
      const started = performance.now();
      const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
      video.currentTime = from + (to - from) / 2;
      await seeked;
      return (performance.now() - started) / 1000;
    });
    assert.ok(seconds < 1, `the seek took ${seconds} s`);

    // To a place that is not loaded and perhaps not made yet, too; and on to the end.
    await video.evaluate((video) => (video.currentTime = video.duration - 2));
    await videoUntil(page, ([video]) => video.ended);

    const api = await Api.logIn(server.origin, person);
    const ready = await api.videoInState(id, 'ready');
    assert.deepEqual(
      ready.renditions.filter(({ height }) => height).map(({ height, progress }) => [height, progress]),
      [
        [480, 1],
        [360, 1],
        [240, 1],
      ],
    );
  },
);
