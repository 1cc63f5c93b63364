// The recorder: what the browser's stand-in devices show and say leaves the page while it is recorded, and is a video at the end.

import assert from 'node:assert/strict';
import { Api } from './support/api.mjs';
import { register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage({}, ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']);
/** What a browser says about requests that cannot leave it. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/;

const inPhase = (page, ...phases) =>
  page.locator(phases.map((phase) => `[data-testid="recorder"][data-phase="${phase}"]`).join(',')).waitFor();

/** A new person in front of the recorder. */
async function booth(page, mode = 'screen') {
  const person = await register(page);
  await page.goto('/record');
  await inPhase(page, 'setup');
  await page.getByTestId('record-mode').locator(`[data-value="${mode}"]`).check({ force: true });
  return person;
}

/** Through the countdown, which a press cuts short; on a machine that is too busy for the press it ends by itself. */
async function rolling(page) {
  const pressed = page.getByTestId('record-countdown').click();
  const rolls = inPhase(page, 'recording');
  await Promise.race([pressed.catch(() => undefined), rolls]);
  await rolls;
}

async function begin(page) {
  await page.getByTestId('record-start').click();
  await rolling(page);
}

/** Until the clock of the recording says so many seconds. */
const recorded = (page, seconds) =>
  page.waitForFunction((least) => {
    const [minutes, rest] = document.querySelector('[data-testid="record-clock"]')?.textContent?.split(':') ?? [];
    return Number(minutes) * 60 + Number(rest) >= least;
  }, seconds);

async function stop(page) {
  await page.getByTestId('record-stop').click();
  await page.getByTestId('record-result').waitFor();
  const link = await page.getByTestId('record-share-link').inputValue();
  return link.split('/').at(-1);
}

/** The recording is a video of about this length, and it plays. */
async function checkVideo(page, api, id, seconds) {
  const video = await api.videoInState(id, 'playable', 'ready');
  assert.ok(Math.abs(video.duration - seconds) < 2.5, `${video.duration} s long, not about ${seconds}`);
  await page.getByTestId('record-watch').click();
  await page.getByTestId('player').waitFor();
  await page
    .getByTestId('player-start')
    .click({ timeout: 3000 })
    .catch(() => undefined);
  await videoUntil(page, ([element]) => element.currentTime > 0.5);
  await videoUntil(page, ([element]) => element.getVideoPlaybackQuality().totalVideoFrames > 0);
  return video;
}

scenario('a screen is recorded, sent meanwhile, and watched', async ({ page, server }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const person = await booth(page);
  const api = await Api.logIn(server.origin, person);
  const patches = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().includes('/uploads/')) patches.push(request);
  });
  await begin(page);
  await recorded(page, 5);
  assert.ok(patches.length > 0, 'bytes leave before the end');
  const { items } = await api.json('GET', '/videos?mine=true');
  assert.deepEqual(
    items.map(({ state, visibility }) => [state === 'failed', visibility]),
    [[false, 'unlisted']],
  );
  await page.getByTestId('record-pause').click();
  await inPhase(page, 'paused');
  await page.getByTestId('record-pause').click();
  await inPhase(page, 'recording');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/recorder-on.png` });
  const id = await stop(page);
  assert.equal(id, items[0].id, 'the link was there from the first byte');
  await page.waitForFunction(
    async (link) => (await navigator.clipboard.readText()) === link,
    `${server.origin}/watch/${id}`,
  );
  await page.getByTestId('details-title').fill('How it is done');
  await page.locator('[data-testid="details-saved"][data-state="saved"]').waitFor();
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/recorder-result.png` });
  const video = await checkVideo(page, api, id, 5);
  assert.equal(video.title, 'How it is done');
  assert.ok(video.height > 0 && video.renditions.length > 0);
});

scenario(
  'a recording outlives the connection, and is sent when it is back',
  async ({ page, server }) => {
    const person = await booth(page, 'camera');
    const api = await Api.logIn(server.origin, person);
    await begin(page);
    await recorded(page, 3);
    await page.context().setOffline(true);
    await page.getByTestId('record-offline').waitFor();
    const before = await page.getByTestId('record-clock').innerText();
    await recorded(page, Number(before.split(':')[1]) + 3);
    await page.getByTestId('record-stop').click();
    await page.getByTestId('record-result').waitFor();
    await page.context().setOffline(false);
    await page.locator('[data-testid="upload-steps"] [data-step="upload"][data-state="done"]').waitFor();
    const id = (await page.getByTestId('record-share-link').inputValue()).split('/').at(-1);
    const video = await api.videoInState(id, 'playable', 'ready');
    assert.ok(video.duration > 5, `${video.duration} s`);
  },
  { expectedErrors: [OFFLINE, /ERR_INCOMPLETE_CHUNKED|WebSocket/] },
);

scenario('when sharing ends, the recording ends and is kept', async ({ page, server }) => {
  const person = await booth(page);
  const api = await Api.logIn(server.origin, person);
  await begin(page);
  await recorded(page, 3);
  // As the browser's own "Stop sharing" does it.
  await page.getByTestId('record-picture').evaluate((video) => {
    for (const track of video.srcObject.getVideoTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await page.getByTestId('record-result').waitFor();
  await page.locator('[data-testid="record-note"][data-value="screen-ended"]').waitFor();
  const id = (await page.getByTestId('record-share-link').inputValue()).split('/').at(-1);
  await api.videoInState(id, 'playable', 'ready');
});

scenario('a recording can be discarded, and nothing is left of it', async ({ page, server }) => {
  const person = await booth(page, 'camera');
  const api = await Api.logIn(server.origin, person);
  await begin(page);
  await recorded(page, 2);
  await stop(page);
  const gone = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByTestId('record-discard').click();
  await page.getByTestId('record-discard-confirm').click();
  assert.equal((await gone).status(), 204);
  await inPhase(page, 'setup');
  assert.deepEqual((await api.json('GET', '/videos?mine=true')).items, []);
});

scenario('who refuses the microphone may record without it', async ({ page }) => {
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wanted) =>
      wanted.audio ? Promise.reject(new DOMException('refused', 'NotAllowedError')) : ask(wanted);
    mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
  });
  await booth(page, 'camera');
  await page.getByTestId('record-trouble').waitFor();
  await begin(page);
  await recorded(page, 1);
  // Going elsewhere is asked about; what was recorded is kept.
  await page.getByTestId('account-menu').click();
  await page.getByTestId('settings-link').click();
  await page.getByTestId('record-leave').click();
  await page.waitForURL('**/settings');
  await page.goto('/studio');
  await page.getByTestId('studio-row').waitFor();

  // The same for the screen: nothing is recorded, and one may try again.
  await page.goto('/record');
  await page.getByTestId('record-mode').locator('[data-value="screen"]').check({ force: true });
  await page.getByTestId('record-start').click();
  await page.getByTestId('record-trouble').filter({ hasText: 'Nothing was shared' }).waitFor();
  await inPhase(page, 'setup');
});
