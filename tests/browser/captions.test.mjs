// Captions: added in the studio, chosen in the player, seen on the picture; over DASH too, in another player.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Api } from './support/api.mjs';
import { SMALL_SAMPLE, SMALL_SAMPLE_SECONDS } from './support/media.mjs';
import { register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

const SRT = (word) => `1\r\n00:00:00,000 --> 00:00:08,000\r\n<i>${word}</i> <script>there</script>\r\n`;

/** Text of the cues that are on, as the browser shows it. */
const showing = ([video, wanted]) =>
  [...video.textTracks].some(
    ({ mode, activeCues }) =>
      mode === 'showing' && [...(activeCues ?? [])].some((cue) => cue.getCueAsHTML().textContent === wanted),
  );

scenario('captions are added in the studio and chosen in the player', async ({ page, server }) => {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const id = await api.upload(SMALL_SAMPLE, { title: 'With words' });
  await api.videoInState(id, 'ready');

  await page.goto('/studio');
  await page.getByTestId('studio-actions').click();
  await page.getByTestId('studio-captions').click();
  const add = async (language, label, word) => {
    await page.getByTestId('captions-language').selectOption(language);
    await page.getByTestId('captions-label').fill(label);
    const file = { name: `${language}.srt`, mimeType: 'application/x-subrip', buffer: Buffer.from(SRT(word)) };
    await page.getByTestId('captions-file').setInputFiles(file);
    await page.getByTestId('captions-save').click();
  };
  await add('en', '', 'Hello');
  await page.getByTestId('captions-track').filter({ hasText: 'English' }).waitFor();
  await add('de', 'Deutsch', 'Hallo');
  await page.getByTestId('captions-track').filter({ hasText: 'Deutsch' }).waitFor();
  await add('de', '', 'Guten Tag');
  await page.getByTestId('captions-track').nth(1).waitFor();
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/captions-studio.png` });

  // hls.js lists them; what is picked is what is seen.
  await page.goto(`/watch/${id}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.currentTime > 0.3);
  const pick = async (label) => {
    await page.getByTestId('player').hover();
    await page.getByTestId('captions-button').click();
    await page.getByTestId('captions-menu').waitFor();
    await page.getByTestId('captions-option').filter({ hasText: label }).click();
  };
  await page.getByTestId('player-video').evaluate((video) => video.pause());
  await pick('English');
  await videoUntil(page, showing, 'Hello there');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/captions-player.png` });
  await pick('Deutsch');
  await videoUntil(page, showing, 'Guten Tag there');
  await page.keyboard.press('c');
  await videoUntil(page, ([video]) => [...video.textTracks].every(({ mode }) => mode !== 'showing'));

  // Removed, they are gone from the list.
  await page.goto('/studio');
  await page.getByTestId('studio-actions').click();
  await page.getByTestId('studio-captions').click();
  await page.getByTestId('captions-track').filter({ hasText: 'Deutsch' }).getByTestId('captions-delete').click();
  await page.getByTestId('captions-delete-confirm').click();
  await page.getByTestId('captions-track').filter({ hasText: 'Deutsch' }).waitFor({ state: 'detached' });
  const left = (await api.video(id)).playback.captions;
  assert.deepEqual(
    left.map(({ language, label }) => [language, label]),
    [['en', 'English']],
  );
});

scenario('another player plays the same media over DASH, to the end and in every size', async ({ page, server }) => {
  const api = await Api.register(server.origin);
  const id = await api.upload(SMALL_SAMPLE, { title: 'Over DASH' });
  await api.videoInState(id, 'ready');
  const answer = await api.fetch('PUT', `/videos/${id}/captions/en`, {
    body: SRT('Hello'),
    headers: { 'Content-Type': 'application/x-subrip' },
  });
  assert.equal(answer.status, 201);
  const { playback, renditions } = await api.videoWith(id, 'storyboard');

  const library = await readFile(new URL(import.meta.resolve('shaka-player/dist/shaka-player.compiled.js')));
  await page.route('**/other-player', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><link rel="icon" href="data:,"><script src="/shaka.js"></script><video data-testid="player-video" muted></video>',
    }),
  );
  await page.route('**/shaka.js', (route) => route.fulfill({ contentType: 'text/javascript', body: library }));
  await page.goto('/other-player');
  const found = await page.evaluate(async (manifest) => {
    const { shaka } = globalThis;
    shaka.polyfill.installAll();
    const player = new shaka.Player();
    globalThis.player = player;
    globalThis.failures = [];
    player.addEventListener('error', ({ detail }) => globalThis.failures.push(`${detail.code} ${detail.data}`));
    const video = document.querySelector('video');
    await player.attach(video);
    await player.load(manifest);
    await video.play();
    const heights = player.getVariantTracks().map(({ height }) => height);
    const [pictures] = player.getImageTracks();
    const { uris, imageWidth, imageHeight, width, height } = await player.getThumbnails(pictures.id, 1);
    return {
      heights,
      texts: player.getTextTracks().map(({ language, kind, label }) => [language, kind, label]),
      thumbnail: { uri: uris[0], imageWidth, imageHeight, width, height },
    };
  }, playback.dash);
  const heights = renditions.map(({ height }) => height).filter(Boolean);
  assert.deepEqual(new Set(found.heights), new Set(heights));
  assert.deepEqual(found.texts, [['en', 'subtitle', 'English']]);
  assert.match(found.thumbnail.uri, /\/storyboard-0\.jpg$/);
  assert.deepEqual([found.thumbnail.width, found.thumbnail.height], [160, 90]);
  await videoUntil(page, ([video]) => video.currentTime > 0.5);

  const selectText = () => {
    const { player } = globalThis;
    player.selectTextTrack(player.getTextTracks()[0]);
    player.setTextTrackVisibility?.(true);
  };
  await page.evaluate(selectText);
  await videoUntil(page, ([video]) =>
    [...video.textTracks].some(({ cues }) => [...(cues ?? [])].some(({ text }) => text.includes('Hello'))),
  );
  for (const height of heights) {
    await page.evaluate((height) => {
      const { player } = globalThis;
      player.configure({ abr: { enabled: false } });
      const track = player.getVariantTracks().find((track) => track.height === height);
      player.selectVariantTrack(track, true);
    }, height);
    await videoUntil(page, ([video, height]) => video.videoHeight === height, height);
    const at = await page.evaluate(() => document.querySelector('video').currentTime);
    await videoUntil(page, ([video, at]) => video.currentTime > at + 0.2 || video.ended, at);
  }
  const duration = await page.evaluate(() => document.querySelector('video').duration);
  assert.ok(Math.abs(duration - SMALL_SAMPLE_SECONDS) < 0.2, `${duration} s long`);
  await page.evaluate(() => {
    const video = document.querySelector('video');
    video.currentTime = video.duration - 2;
    return video.play();
  });
  await videoUntil(page, ([video]) => video.ended);
  assert.deepEqual(await page.evaluate(() => globalThis.failures), []);
});
