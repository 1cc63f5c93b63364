// What people keep: history, what they watch later, playlists; and how they get there. Done in the page, verified over the API.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, somebody } from './support/api.mjs';
import { SAMPLE_SECONDS, SAMPLE, SMALL_SAMPLE } from './support/media.mjs';
import { register } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

const answered = (page, method, path) =>
  page.waitForResponse(
    (response) => response.request().method() === method && new URL(response.url()).pathname === path,
  );

const card = (page, id) => page.locator(`[data-testid="video-card"][data-video-id="${id}"]`);
const row = (page, id) => page.locator(`[data-testid="entry-row"][data-video-id="${id}"]`);
/** Polls until the server has done what a page on its way out has asked for. */
async function until(isSo) {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not come to be');
    await pause(50);
  }
}

const later = (id) => `/api/v1/users/me/watch-later/${id}`;

/** Somebody with videos of these titles, the last one the newest. */
async function author(server, ...titles) {
  const person = somebody();
  const api = await Api.register(server.origin, person);
  const ids = [];
  for (const title of titles) ids.push(await api.upload(SMALL_SAMPLE, { title }));
  for (const id of ids) await api.videoInState(id, 'playable', 'ready');
  return { person, api, ids };
}

/** The ids of the rows of a list, once they are these. */
async function ordered(page, ids) {
  await page.waitForFunction((wanted) => {
    const rows = document.querySelectorAll('[data-testid="ordered-item"] [data-testid="entry-row"]');
    return Array.from(rows, (row) => row.dataset.videoId).join() === wanted;
  }, ids.join());
}

scenario(
  'the history shows how far one is, is searched, forgets one with a way back, pauses and is cleared',
  async ({ page, server }) => {
    const person = await register(page);
    const own = await Api.logIn(server.origin, person);
    const { api, ids } = await author(server, 'A walk at the lake', 'The harbour');
    const [lake, harbour] = ids;
    const long = await api.upload(SAMPLE, { title: 'Half of it' });
    await api.videoInState(long, 'playable', 'ready');
    const watch = (id, position) => own.json('PUT', `/videos/${id}/watch`, { position });
    const watched = async () => (await own.json('GET', '/users/me/history')).items.map(({ video }) => video.id);
    await watch(lake, 4);
    await watch(harbour, 12);
    await watch(long, SAMPLE_SECONDS / 2);

    // The front page goes on where they stopped, and its cards say how far that is.
    await page.goto('/');
    const begun = page.getByTestId('continue-row');
    await begun.locator(`[data-video-id="${long}"]`).waitFor();
    assert.equal(await begun.locator(`[data-video-id="${harbour}"]`).count(), 0);
    const bar = page.getByTestId('video-grid').locator(`[data-video-id="${long}"]`).getByTestId('watched-bar');
    const part = Number(await bar.getAttribute('data-part'));
    assert.ok(part > 0.45 && part < 0.55, `half of it, not ${part}`);

    await page.getByTestId('account-menu').click();
    await page.getByTestId('library-link').click();
    await page.getByTestId('library-history').click();
    await page.getByTestId('history-day').filter({ hasText: 'Today' }).waitFor();
    assert.deepEqual(
      await page.getByTestId('entry-row').evaluateAll((rows) => rows.map((each) => each.dataset.videoId)),
      [long, harbour, lake],
    );

    await page.getByTestId('history-search').fill('harb');
    await row(page, lake).waitFor({ state: 'detached' });
    await row(page, harbour).waitFor();
    await page.waitForURL('/history?q=harb');
    await page.getByTestId('history-search').fill('');
    await row(page, lake).waitFor();

    // Out of sight at once, back with Undo, gone when the page is left.
    const remove = async () => {
      await row(page, lake).getByTestId('card-menu').click();
      await page.getByTestId('history-remove').click();
      await row(page, lake).waitFor({ state: 'detached' });
    };
    await remove();
    assert.ok((await watched()).includes(lake));
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, lake).waitFor();
    await remove();
    await page.goto('/likes');
    await until(async () => !(await watched()).includes(lake));
    await page.goto('/history');
    await row(page, harbour).waitFor();
    assert.equal(await row(page, lake).count(), 0);

    const paused = answered(page, 'PUT', '/api/v1/users/me/history-settings');
    await page.getByTestId('history-pause').click();
    await page.locator('[data-testid="history-pause"][data-paused="true"]').waitFor();
    await paused;
    await watch(lake, 4);
    assert.deepEqual(await watched(), [long, harbour]);

    await page.getByTestId('history-clear').click();
    await page.getByTestId('history-clear-confirm').click();
    await page.getByTestId('empty-state').waitFor();
    assert.deepEqual(await watched(), []);
  },
);

scenario('a video is saved for later from its card, and taken out with a way back', async ({ page, server }) => {
  const person = await register(page);
  const own = await Api.logIn(server.origin, person);
  const { ids } = await author(server, 'First', 'Second');
  const [first, second] = ids;
  const kept = async () => (await own.json('GET', '/users/me/watch-later')).items.map(({ video }) => video.id);

  await page.goto('/');
  for (const id of ids) {
    const saved = answered(page, 'PUT', later(id));
    await card(page, id).getByTestId('card-menu').click();
    await page.getByTestId('card-watch-later').click();
    await saved;
  }
  assert.deepEqual(await kept(), [second, first]);

  await page.goto('/watch-later');
  await ordered(page, [second, first]);
  const moved = answered(page, 'PATCH', later(second));
  await page.getByTestId('move-handle').first().press('ArrowDown');
  await ordered(page, [first, second]);
  await moved;
  const removed = answered(page, 'DELETE', later(first));
  await row(page, first).getByTestId('card-menu').click();
  await page.getByTestId('item-remove').click();
  await ordered(page, [second]);
  await removed;
  assert.deepEqual(await kept(), [second]);
  const back = answered(page, 'PATCH', later(first));
  await page.getByRole('button', { name: 'Undo' }).click();
  await ordered(page, [first, second]);
  await back;
  assert.deepEqual(await kept(), [first, second]);

  // It is played through like a playlist; the link of a comment does not end that.
  await own.json('POST', `/videos/${first}/comments`, { body: 'How calm it is' });
  await page.getByTestId('playlist-play').click();
  await page.waitForURL(`/watch/${first}?list=watch-later`);
  await page.getByTestId('playlist-entry').nth(1).waitFor();
  await page.getByTestId('comment').locator('time').click();
  await page.waitForURL(
    ({ searchParams }) => searchParams.has('comment') && searchParams.get('list') === 'watch-later',
  );
  await page.getByTestId('playlist-next').click();
  await page.waitForURL(`/watch/${second}?list=watch-later`);
});

scenario('a like is taken back from the list of likes, with a way back', async ({ page, server }) => {
  const person = await register(page);
  const own = await Api.logIn(server.origin, person);
  const { ids } = await author(server, 'The pier', 'The bay');
  const [pier, bay] = ids;
  for (const id of ids) await own.json('PUT', `/videos/${id}/like`);
  const liked = async () => (await own.json('GET', '/users/me/likes')).items.map(({ id }) => id);

  await page.goto('/likes');
  const remove = async () => {
    await row(page, pier).getByTestId('card-menu').click();
    await page.getByTestId('like-remove').click();
    await row(page, pier).waitFor({ state: 'detached' });
  };
  await remove();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, pier).waitFor();
  assert.deepEqual(await liked(), [bay, pier]);
  await remove();
  await page.goto('/history');
  await until(async () => !(await liked()).includes(pier));
  assert.deepEqual(await liked(), [bay]);
});

scenario(
  'a playlist is made, filled, put in order by keyboard and by hand, described and deleted',
  async ({ page, server }) => {
    const person = await register(page);
    const own = await Api.logIn(server.origin, person);
    const { ids } = await author(server, 'One', 'Two', 'Three');
    const [one, two, three] = ids;

    // Made while a video is saved into it.
    await page.goto('/');
    await card(page, one).getByTestId('card-menu').click();
    await page.getByTestId('card-save').click();
    await page.getByTestId('save-new').click();
    await page.getByTestId('playlist-form-title').fill('Evenings');
    await page.getByTestId('playlist-form-save').click();
    await page.getByTestId('save-playlist').waitFor();
    assert.equal(await page.getByTestId('save-playlist').isChecked(), true);
    await page.keyboard.press('Escape');
    const { items: lists } = await own.json('GET', '/users/me/playlists');
    assert.deepEqual(
      [lists.length, lists[0].title, lists[0].visibility, lists[0].videos],
      [1, 'Evenings', 'private', 1],
    );
    const { id } = lists[0];
    const inIt = async () => (await own.json('GET', `/playlists/${id}/items`)).items.map(({ video }) => video.id);

    // From the watch page as well.
    await page.goto(`/watch/${two}`);
    await page.getByTestId('save-button').click();
    const added = answered(page, 'POST', `/api/v1/playlists/${id}/items`);
    await page.getByTestId('save-playlist').check();
    await added;
    await page.keyboard.press('Escape');
    await own.json('POST', `/playlists/${id}/items`, { video: three });

    await page.getByTestId('nav-link').last().click();
    await page.getByTestId('library-playlists').click();
    await page.getByTestId('playlist-title').click();
    await page.waitForURL(`/playlist/${id}`);
    await ordered(page, [one, two, three]);

    const moved = (video) => answered(page, 'PATCH', `/api/v1/playlists/${id}/items/${video}`);
    const handle = (at) => page.getByTestId('move-handle').nth(at);
    const first = moved(one);
    await handle(0).press('End');
    await ordered(page, [two, three, one]);
    await first;
    assert.equal(await handle(2).evaluate((element) => element === document.activeElement), true, 'the focus stays');
    await page.getByText('One is now 3 of 3').waitFor();
    const second = moved(one);
    await page.keyboard.press('ArrowUp');
    await ordered(page, [two, one, three]);
    await second;
    assert.deepEqual(await inIt(), [two, one, three]);

    const from = await handle(2).boundingBox();
    const to = await handle(0).boundingBox();
    const third = moved(three);
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, to.y, { steps: 8 });
    await page.mouse.up();
    await ordered(page, [three, two, one]);
    await third;
    await page.reload();
    await ordered(page, [three, two, one]);
    assert.deepEqual(await inIt(), [three, two, one]);

    await page.getByTestId('playlist-edit').click();
    await page.getByTestId('playlist-form-title').fill('Long evenings');
    await page.getByTestId('playlist-form-visibility').getByText('Public').click();
    await page.getByTestId('playlist-form-save').click();
    await page.getByTestId('playlist-name').filter({ hasText: 'Long evenings' }).waitFor();
    await page.goto(`/@${person.username}?tab=playlists`);
    await page.getByTestId('playlist-title').filter({ hasText: 'Long evenings' }).click();
    await page.getByTestId('playlist-delete').click();
    await page.getByTestId('playlist-delete-confirm').click();
    await page.waitForURL('/playlists');
    await page.getByTestId('empty-state').waitFor();
    assert.deepEqual((await own.json('GET', '/users/me/playlists')).items, []);
  },
);

scenario(
  'lists are narrowed and sorted in the address, and are where they were when one comes back',
  async ({ page, server }) => {
    await register(page);
    const { api, ids } = await author(server, 'Cats', 'Dogs');
    const [cats, dogs] = ids;
    await api.json('PATCH', `/videos/${cats}`, { category: 'animals', tags: ['whiskers'] });
    await api.json('PATCH', `/videos/${dogs}`, { category: 'animals' });

    await page.goto('/');
    await card(page, cats).waitFor();
    await page.getByTestId('tag-chip').filter({ hasText: '#whiskers' }).click();
    await page.waitForURL('/?tag=whiskers');
    await card(page, dogs).waitFor({ state: 'detached' });
    await page.getByTestId('category-chip').filter({ hasText: 'Animals' }).click();
    await card(page, dogs).waitFor();
    await page.locator('[data-testid="sort-option"][data-value="oldest"]').click();
    await page.waitForURL('/?category=animals&sort=oldest');
    await page.waitForFunction(
      (first) => document.querySelector('[data-testid="video-grid"] article')?.dataset.videoId === first,
      cats,
    );

    // Hidden, brought back, and hidden for good.
    const hide = async () => {
      await card(page, dogs).getByTestId('card-menu').click();
      await page.getByTestId('card-hide').click();
      await card(page, dogs).waitFor({ state: 'detached' });
    };
    await hide();
    await page.getByRole('button', { name: 'Undo' }).click();
    await card(page, dogs).waitFor();
    await hide();
    await page.reload();
    await card(page, cats).waitFor();
    assert.equal(await card(page, dogs).count(), 0);

    // On a small window there is something to scroll.
    await page.setViewportSize({ width: 480, height: 320 });
    await card(page, cats).getByTestId('video-card-title').focus();
    await page.waitForFunction(() => scrollY > 50);
    const at = await page.evaluate(() => scrollY);
    await page.keyboard.press('Enter');
    await page.waitForURL(`/watch/${cats}`);
    await page.getByTestId('video-title').waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await page.goBack();
    await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 3, at);
  },
);

scenario('a palette leads anywhere, and the keys are listed', async ({ page, server }) => {
  const person = await register(page);
  const own = await Api.logIn(server.origin, person);
  const id = await own.upload(SMALL_SAMPLE, { title: 'Quiet morning' });
  await own.videoInState(id, 'playable', 'ready');

  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('hist');
  await page.keyboard.press('Enter');
  await page.waitForURL('/history');
  await page.getByTestId('palette-input').waitFor({ state: 'detached' });

  await page.keyboard.press('/');
  await page.getByTestId('palette-input').fill('dark');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');

  await page.getByTestId('palette-open').click();
  await page.getByTestId('palette-input').fill('morning quiet');
  await page.locator(`[data-testid="palette-item"][data-id="video-${id}"]`).click();
  await page.waitForURL(`/watch/${id}`);

  await page.getByTestId('video-title').waitFor();
  await page.keyboard.press('?');
  await page.getByTestId('shortcuts-dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('shortcuts-dialog').waitFor({ state: 'detached' });
  // What is typed is typed.
  await page.goto('/history');
  await page.getByTestId('history-search').press('/');
  assert.equal(await page.getByTestId('history-search').inputValue(), '/');
  assert.equal(await page.getByTestId('palette-input').count(), 0);
});
