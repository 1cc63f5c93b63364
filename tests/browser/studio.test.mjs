// The studio: many videos found, changed and deleted at once; one video's details, captions and end.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './support/api.mjs';
import { SMALL_SAMPLE } from './support/media.mjs';
import { register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

/** Three videos of a new person, the quickest that there are: two of them have failed. */
async function shelf(page, server) {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const folder = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
  try {
    const text = join(folder, 'holiday.mp4');
    await writeFile(text, 'This is no video at all.\n'.repeat(400));
    const boat = await api.upload(text, { title: 'A boat on the lake', visibility: 'public' });
    const hill = await api.upload(text, { title: 'Up the hill', visibility: 'private' });
    await api.videoInState(boat, 'failed');
    await api.videoInState(hill, 'failed');
    const lake = await api.upload(SMALL_SAMPLE, { title: 'The lake at noon', visibility: 'public' });
    await api.videoInState(lake, 'playable', 'ready');
    return { api, boat, hill, lake };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rowOf = (page, id) => page.locator(`[data-testid="studio-row"][data-video-id="${id}"]`);

/** Until the list shows just these, in this order. */
const listed = (page, ...ids) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('[data-testid="studio-row"]')].map((row) => row.dataset.videoId).join() === wanted,
    ids.join(),
  );

scenario('the list is narrowed and sorted, and its address says how', async ({ page, server }) => {
  const { boat, hill, lake } = await shelf(page, server);
  await page.goto('/studio');
  await listed(page, lake, hill, boat);
  await page.getByTestId('studio-search').fill('LAKE');
  await listed(page, lake, boat);
  await page.getByTestId('studio-filter-state').selectOption('failed');
  await listed(page, boat);
  await page.waitForURL(
    ({ searchParams }) => searchParams.get('q') === 'LAKE' && searchParams.get('state') === 'failed',
  );

  // Whoever opens that address sees the same.
  await page.reload();
  await listed(page, boat);
  assert.equal(await page.getByTestId('studio-search').inputValue(), 'LAKE');
  await page.getByTestId('studio-search').fill('');
  await page.getByTestId('studio-filter-state').selectOption('');
  await page.getByTestId('studio-filter-visibility').selectOption('private');
  await listed(page, hill);
  await page.getByTestId('studio-filter-visibility').selectOption('');
  await page.getByTestId('studio-sort').selectOption('title');
  await listed(page, boat, lake, hill);

  // Later the list is as it was left, until it is put back.
  await page.goto('/studio');
  await page.waitForURL(({ searchParams }) => searchParams.get('sort') === 'title');
  await listed(page, boat, lake, hill);
  await page.getByTestId('studio-sort').selectOption('newest');
  await page.waitForURL(({ search }) => search === '');
  await listed(page, lake, hill, boat);

  // All that is there goes into the file, whatever is shown.
  const download = page.waitForEvent('download');
  await page.getByTestId('studio-export').click();
  const stream = await (await download).createReadStream();
  const csv = (await stream.toArray()).join('');
  for (const title of ['A boat on the lake', 'The lake at noon', 'Up the hill']) assert.ok(csv.includes(title), csv);
});

scenario('several videos are changed at once, and deleted at once', async ({ page, server }) => {
  const { api, boat, hill, lake } = await shelf(page, server);
  await page.goto('/studio');
  await rowOf(page, boat).getByTestId('studio-choose').check();
  await rowOf(page, hill).getByTestId('studio-choose').check();
  await page.getByTestId('studio-bulk-edit').click();
  await page.getByTestId('bulk-visibility').selectOption('unlisted');
  await page.getByTestId('bulk-category').selectOption('film');
  await page.getByTestId('bulk-language').selectOption('de');
  await page.getByTestId('bulk-licence').selectOption('cc_by');
  await page.getByTestId('bulk-tags').getByTestId('details-tags').fill('summer');
  await page.keyboard.press('Enter');
  await page.getByTestId('bulk-apply').click();
  await page.getByText('2 videos changed').waitFor();
  for (const id of [boat, hill]) {
    await rowOf(page, id).locator('[data-testid="studio-visibility"][data-value="unlisted"]').waitFor();
    const { visibility, category, language, licence, tags } = await api.video(id);
    assert.deepEqual([visibility, category, language, licence, tags], ['unlisted', 'film', 'de', 'cc_by', ['summer']]);
  }
  assert.deepEqual((await api.video(lake)).visibility, 'public');

  // Still chosen: gone for good, once the word is typed.
  await page.getByTestId('studio-bulk-delete').click();
  assert.ok(await page.getByTestId('studio-delete-typed').isDisabled());
  await page.getByTestId('studio-delete-word').fill('delete');
  await page.getByTestId('studio-delete-typed').click();
  await page.getByText('2 videos deleted').waitFor();
  await listed(page, lake);
  await page.reload();
  await listed(page, lake);
});

scenario('what is told of a video saves itself; a word that is typed ends it', async ({ page, server }) => {
  const { api, boat, hill, lake } = await shelf(page, server);
  await page.goto('/studio');
  await rowOf(page, boat).getByTestId('video-card-title').click();
  await page.waitForURL(`/studio/${boat}`);
  await page.getByTestId('details-title').fill('A boat far out');
  await page.getByTestId('details-category').selectOption('film');
  await page.locator('[data-testid="details-saved"][data-state="saved"]').waitFor();
  await page.getByTestId('studio-heading').filter({ hasText: 'A boat far out' }).waitFor();
  const { title, category } = await api.video(boat);
  assert.deepEqual([title, category], ['A boat far out', 'film']);

  await page.getByTestId('studio-section-delete').click();
  const end = page.getByTestId('studio-delete-typed');
  await page.getByTestId('studio-delete-word').fill('delet');
  assert.ok(await end.isDisabled());
  await page.getByTestId('studio-delete-word').fill('Delete');
  await end.click();
  await page.waitForURL('/studio');
  await listed(page, lake, hill);
  assert.equal((await api.fetch('GET', `/videos/${boat}`)).status, 404);
});

/** Text of the cues that are on, as the browser shows it. */
const showing = ([video, wanted]) =>
  [...video.textTracks].some(
    ({ mode, activeCues }) =>
      mode === 'showing' && [...(activeCues ?? [])].some((cue) => cue.getCueAsHTML().textContent === wanted),
  );

const CAPTIONS = `WEBVTT

00:00.000 --> 00:04.000
Good mornig

00:05.000 --> 00:08.000
The end
`;

scenario('captions are put right beside the player, and seen by who watches', async ({ page, server }) => {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const id = await api.upload(SMALL_SAMPLE, { title: 'With words' });
  await api.videoInState(id, 'ready');
  await api.text('PUT', `/videos/${id}/captions/en?label=English`, CAPTIONS, 'text/vtt');

  await page.goto(`/studio/${id}/captions`);
  await page.getByTestId('captions-edit').click();
  const words = page.getByTestId('cue-text');
  await words.first().fill('Good morning');
  // On the picture at once, where the player stands.
  await page.waitForFunction(() => document.querySelector('[data-testid="studio-player"]').readyState > 0);
  await page.getByTestId('cue-show').nth(1).click();
  await page.getByTestId('cue-overlay').filter({ hasText: 'The end' }).waitFor();
  await page.getByTestId('cue-show').first().click();
  await page.getByTestId('cue-overlay').filter({ hasText: 'Good morning' }).waitFor();

  await page.getByTestId('cue-remove').nth(1).click();
  assert.equal(await words.count(), 1);
  await page.getByTestId('cue-undo').click();
  await words.nth(1).waitFor();
  await page.getByTestId('cues-save').click();
  await page.getByText('Captions saved').waitFor();

  // What is not saved is not left behind without a question.
  await words.nth(1).fill('The beginning');
  await page.getByTestId('studio-details').click();
  await page.getByTestId('studio-leave').click();
  await page.waitForURL(`/studio/${id}`);

  await page.goto(`/watch/${id}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.currentTime > 0.3);
  await page.getByTestId('player-video').evaluate((video) => video.pause());
  await page.getByTestId('player').hover();
  await page.getByTestId('captions-button').click();
  await page.getByTestId('captions-option').filter({ hasText: 'English' }).click();
  await videoUntil(page, showing, 'Good morning');
  await page.getByTestId('player-video').evaluate((video) => (video.currentTime = 6));
  await videoUntil(page, showing, 'The end');
});
