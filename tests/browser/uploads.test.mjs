// Uploads in the page: several at once, from anywhere, told of meanwhile; and those that do not go smoothly and still
// arrive: once, whole, and without starting over.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './support/api.mjs';
import { SAMPLE, SAMPLE_SECONDS, SMALL_SAMPLE } from './support/media.mjs';
import { progressOf, register, slowUploads, uploadBeyond, uploadState } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const SLOW = 1_000_000;
/** What a browser says about requests that nobody answers. */
const NO_ANSWER = /net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/;
/** A stream of events that the server does not end. */
const CUT_OFF = /ERR_INCOMPLETE_CHUNKED_ENCODING.*\/events/;

/** Offsets at which the page has sent bytes. */
function offsetsOf(page) {
  const offsets = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().includes('/uploads/')) {
      offsets.push(Number(request.headers()['upload-offset']));
    }
  });
  return offsets;
}

/** A new person with the sample on its way over a slow line. */
async function underWay(page, share = 0.3) {
  const person = await register(page);
  await page.goto('/upload');
  const line = await slowUploads(page, SLOW);
  await page.getByTestId('upload-input').setInputFiles(SAMPLE);
  await uploadBeyond(page, share);
  return { person, line };
}

/** The upload has become one video, and a whole one. */
async function checkArrival(page, server, person) {
  await uploadState(page, 'playable', 'ready');
  const id = await page.getByTestId('upload-item').getAttribute('data-video-id');
  const api = await Api.logIn(server.origin, person);
  const video = await api.videoInState(id, 'playable', 'ready');
  assert.ok(Math.abs(video.duration - SAMPLE_SECONDS) < 0.1, `${video.duration} s long`);
  const { items } = await api.json('GET', `/videos?username=${person.username}`);
  assert.deepEqual(
    items.map((item) => item.id),
    [id],
  );
  await page.goto('/studio');
  await page.getByTestId('studio-row').first().waitFor();
  assert.equal(await page.getByTestId('studio-row').count(), 1);
  await api.json('DELETE', `/videos/${id}`);
}

scenario(
  'several files are sent at once, and what is told meanwhile is there before they are',
  async ({ page, server }) => {
    const person = await register(page);
    const api = await Api.logIn(server.origin, person);
    await page.goto('/upload');
    const line = await slowUploads(page, SLOW / 8);
    await page.getByTestId('upload-input').setInputFiles([SAMPLE, SMALL_SAMPLE]);
    await page.locator('[data-testid="upload-item"][data-video-id]').nth(1).waitFor();
    await page.getByTestId('upload-totals').filter({ hasText: '0 of 2' }).waitFor();

    // The same for all, a title for one.
    await page.getByTestId('bulk-bar').locator('summary').click();
    await page.getByTestId('bulk-bar').getByTestId('bulk-visibility').selectOption('private');
    await page.getByTestId('bulk-apply').click();
    const [first, second] = [0, 1].map((index) => page.getByTestId('upload-item').nth(index));
    await first.getByTestId('details-title').fill('The long one');
    for (const item of [first, second]) {
      await item.locator('[data-testid="details-saved"][data-state="saved"]').waitFor();
    }
    assert.equal(await first.getByTestId('upload-state').getAttribute('data-state'), 'uploading');
    const ids = await Promise.all([first, second].map((item) => item.getAttribute('data-video-id')));
    const told = await Promise.all(ids.map((id) => api.video(id)));
    assert.deepEqual(
      told.map(({ visibility }) => visibility),
      ['private', 'private'],
    );
    assert.equal(told[0].title, 'The long one');

    await line.lift();
    for (const id of ids) await api.videoInState(id, 'playable', 'ready');
    const { items } = await api.json('GET', '/videos?mine=true');
    assert.deepEqual(new Set(items.map(({ id }) => id)), new Set(ids));
    // The page would ask for what is gone.
    await page.goto('about:blank');
    for (const id of ids) await api.json('DELETE', `/videos/${id}`);
  },
);

scenario('a file that is dropped on any page is uploaded, also while one looks around', async ({ page, server }) => {
  const person = await register(page);
  await page.goto('/');
  const line = await slowUploads(page, SLOW / 8);
  const bytes = (await readFile(SMALL_SAMPLE)).toString('base64');
  const dataTransfer = await page.evaluateHandle((bytes) => {
    const file = new File([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))], 'rabbit.webm', {
      type: 'video/webm',
    });
    const transfer = new DataTransfer();
    transfer.items.add(file);
    return transfer;
  }, bytes);
  // The part that takes files comes a moment after the page.
  await page.waitForFunction((dataTransfer) => {
    if (document.querySelector('[data-testid="drop-overlay"]')) return true;
    document.querySelector('main')?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }));
    return false;
  }, dataTransfer);
  await page.dispatchEvent('main', 'drop', { dataTransfer });
  await page.waitForURL('/upload');
  await page.getByTestId('drop-overlay').waitFor({ state: 'detached' });
  const item = page.locator('[data-testid="upload-item"][data-video-id]');
  await item.waitFor();
  const id = await item.getAttribute('data-video-id');

  // Elsewhere a note says how it goes, and leads back.
  await page.goBack();
  await page.getByTestId('upload-pill').click();
  await page.waitForURL('/upload');
  await line.lift();
  await uploadState(page, 'playable', 'ready');
  const api = await Api.logIn(server.origin, person);
  const { title } = await api.videoInState(id, 'playable', 'ready');
  assert.equal(title, 'rabbit');
});

scenario('an upload pauses and goes on where it was', async ({ page, server }) => {
  const offsets = offsetsOf(page);
  const { person, line } = await underWay(page);
  await page.getByTestId('upload-pause').click();
  await uploadState(page, 'paused');
  const before = await progressOf(page);
  await page.getByTestId('upload-resume').click();
  await line.lift();
  await checkArrival(page, server, person);
  assert.ok(before >= 30 && before < 100, `paused at ${before} %`);
  assert.equal(offsets.length, 2);
  assert.ok(offsets[1] > 0, `went on at ${offsets[1]}`);
});

scenario('an upload survives a reload of the page', async ({ page, server }) => {
  const offsets = offsetsOf(page);
  const { person } = await underWay(page);
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  const card = page.getByTestId('upload-unfinished');
  await card.filter({ hasText: /[1-9]\d? ?% of/ }).waitFor();
  // The browser may not open the file again by itself; the person chooses it.
  await page.getByTestId('upload-unfinished-input').setInputFiles(SAMPLE);
  await checkArrival(page, server, person);
  assert.equal(offsets.length, 2);
  assert.ok(offsets[1] > 0, `went on at ${offsets[1]}`);
});

scenario(
  'an upload survives a kill -9 of the server',
  async ({ page, server }) => {
    const { person, line } = await underWay(page);
    await server.kill();
    await uploadState(page, 'retrying');
    await server.launch();
    await line.lift();
    await checkArrival(page, server, person);
  },
  { expectedErrors: [NO_ANSWER, CUT_OFF] },
);

scenario('a cancelled upload leaves nothing behind', async ({ page, server }) => {
  const { person } = await underWay(page);
  const gone = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByTestId('upload-cancel').click();
  await page.getByTestId('upload-give-up').click();
  assert.equal((await gone).status(), 204);
  await page.getByTestId('upload-item').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('upload-dropzone').waitFor();
  assert.equal(await page.getByTestId('upload-unfinished').count(), 0);
  const api = await Api.logIn(server.origin, person);
  assert.deepEqual((await api.json('GET', `/videos?username=${person.username}`)).items, []);
});

scenario('a text named .mp4 fails with a sentence, in the card and on its page', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
  try {
    const file = join(folder, 'holiday.mp4');
    await writeFile(file, 'This is no video at all.\n'.repeat(400));
    await register(page);
    await page.goto('/upload');
    await page.getByTestId('upload-input').setInputFiles(file);
    await uploadState(page, 'failed');
    const card = page.getByTestId('failure-card');
    const words = await card.innerText();
    assert.match(words, /^[A-Z].{10,}\.\s+[a-z_]+$/s, 'a sentence and a code');
    const id = await page.getByTestId('upload-item').getAttribute('data-video-id');
    await page.goto(`/watch/${id}`);
    await card.filter({ hasText: words.split('\n')[0] }).waitFor();
  } finally {
    await rm(folder, { recursive: true });
  }
});
