// Likes, follows, what people are told of, and chapters: done in the page, verified over the API.

import assert from 'node:assert/strict';
import { Api, somebody } from './support/api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './support/media.mjs';
import { logIn, openSettings, register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const REFUSED = /status of 401/;
const BROKEN = /status of 500/;
const CUT_OFF = /WebSocket|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/;

const answered = (page, method, path) =>
  page.waitForResponse((response) => response.request().method() === method && response.url().endsWith(path));

/** Somebody with a video that can be watched. */
async function author(server, file = SMALL_SAMPLE) {
  const person = somebody();
  const api = await Api.register(server.origin, person);
  const id = await api.upload(file, { title: 'A day at the lake' });
  await api.videoInState(id, 'ready');
  return { person, api, id };
}

/** The number at the bell. */
const count = (page) => page.getByTestId('notification-bell').getByTestId('notification-count');
const counted = (page, unread) =>
  count(page)
    .filter({ hasText: RegExp(`^${unread}$`) })
    .waitFor();
const openNotifications = async (page) => {
  await page.getByTestId('notification-bell').click();
  await page.getByTestId('notifications-all').click();
  await page.waitForURL('/notifications');
};
const nothingUnread = (page) => count(page).waitFor({ state: 'detached' });

scenario(
  'a like is shown at once, kept, and taken back when the server refuses',
  async ({ page, server }) => {
    const { api, id } = await author(server);
    const fan = somebody();
    await Api.register(server.origin, fan);
    const button = page.getByTestId('like-button');
    const shows = (count, pressed) =>
      page.waitForFunction(
        ([count, pressed]) => {
          const button = document.querySelector('[data-testid="like-button"]');
          return button?.innerText.trim() === count && button.getAttribute('aria-pressed') === pressed;
        },
        [String(count), String(pressed)],
      );

    // A stranger is taken to sign in, and comes back.
    await page.goto(`/watch/${id}`);
    await button.click();
    await page.waitForURL('/login?**');
    await logIn(page, fan);
    await page.waitForURL(`/watch/${id}`);
    await shows(0, false);

    const liked = answered(page, 'PUT', '/like');
    await button.click();
    await shows(1, true);
    await liked;
    assert.equal((await api.video(id)).stats.likes, 1);
    await page.reload();
    await shows(1, true);
    const unliked = answered(page, 'DELETE', '/like');
    await button.click();
    await shows(0, false);
    await unliked;
    assert.equal((await api.video(id)).stats.likes, 0);

    let refuse;
    const asked = new Promise((resolve) => (refuse = resolve));
    await page.route('**/like', async (route) => {
      await asked;
      await route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"Not today."}' });
    });
    await button.click();
    await shows(1, true);
    refuse();
    await page.getByText('Not today.').waitFor();
    await shows(0, false);
  },
  { expectedErrors: [REFUSED, BROKEN] },
);

scenario('who is followed is told of, and followed no longer', async ({ page, server }) => {
  const fan = await register(page);
  const { person, api } = await author(server);
  const followers = async () => (await api.json('GET', `/users/${person.username}`)).user.followers;
  const saysFollowers = (words) => page.getByTestId('follower-count').filter({ hasText: words }).waitFor();

  await page.goto(`/@${person.username}`);
  await saysFollowers('0 followers');
  const followed = answered(page, 'PUT', '/follow');
  await page.getByTestId('follow-button').click();
  await saysFollowers('1 follower');
  await followed;
  assert.equal(await followers(), 1);

  // Without a reload: the bell counts, the title too, and the list leads to the video.
  const id = await api.upload(SMALL_SAMPLE, { title: 'News of the lake' });
  await counted(page, 1);
  assert.match(await page.title(), /^\(1\) /);
  await page.getByTestId('notification-bell').click();
  const row = page.getByTestId('notification-panel').getByTestId('notification');
  await row.filter({ hasText: 'published News of the lake' }).waitFor();
  await row.getByRole('link').click();
  await page.waitForURL(`/watch/${id}`);
  await nothingUnread(page);
  assert.doesNotMatch(await page.title(), /^\(/);
  const fans = await Api.logIn(server.origin, fan);
  const { items, unread } = await fans.json('GET', '/users/me/notifications');
  assert.deepEqual([items.length, items[0].kind, unread], [1, 'new_video', 0]);
  assert.ok(items[0].read_at);

  // The watch page knows it as well, and the list of everybody followed.
  await page.waitForFunction(
    () => document.querySelector('[data-testid="follow-button"]')?.getAttribute('aria-pressed') === 'true',
  );
  await page.getByTestId('account-menu').click();
  await page.getByTestId('following-link').click();
  await page.locator(`[data-testid="video-card"][data-video-id="${id}"]`).waitFor();
  await page.getByTestId('following-people').click();
  const followee = page.locator(`[data-testid="followed-person"][data-username="${person.username}"]`);
  await followee.getByTestId('follow-button').click();
  await followee.waitFor({ state: 'detached' });
  await page.getByText('You no longer follow').waitFor();
  assert.equal(await followers(), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await followee.waitFor();
  assert.equal(await followers(), 1);
});

scenario('a channel is searched, and who has it is blocked and unblocked there', async ({ page, server }) => {
  const { person, api, id } = await author(server);
  const other = await api.upload(SMALL_SAMPLE, { title: 'Up the hill' });
  await api.videoInState(other, 'ready');
  await register(page);
  await page.goto(`/@${person.username}`);
  const cards = (count) =>
    page.waitForFunction((count) => document.querySelectorAll('[data-testid="video-card"]').length === count, count);
  await cards(2);
  await page.getByTestId('channel-search').fill('LAKE');
  await cards(1);
  await page.locator(`[data-testid="video-card"][data-video-id="${id}"]`).waitFor();
  await page.waitForURL(({ searchParams }) => searchParams.get('q') === 'LAKE');
  await page.getByTestId('channel-search').fill('submarine');
  await page.getByTestId('channel-nothing').waitFor();
  assert.equal(await page.getByTestId('channel-head-feed').getAttribute('href'), `/@${person.username}/feed.xml`);

  const path = `/users/${person.username}/block`;
  const blocked = answered(page, 'PUT', path);
  await page.getByTestId('channel-menu').click();
  await page.getByTestId('channel-block').click();
  await page.getByTestId('comment-block-confirm').click();
  assert.equal((await blocked).status(), 204);

  // It is known from now on, and can be lifted at any time: here, or in the list of all of them.
  await page.reload();
  const lifted = answered(page, 'DELETE', path);
  await page.getByTestId('channel-menu').click();
  await page.getByTestId('channel-unblock').waitFor();
  assert.equal(await page.getByTestId('channel-block').count(), 0);
  await page.getByTestId('channel-unblock').click();
  assert.equal((await lifted).status(), 204);
  const again = answered(page, 'PUT', path);
  await page.locator('[data-sonner-toast] [data-button]').first().click();
  assert.equal((await again).status(), 204);
  await page.goto('/settings/account');
  const row = page.locator(`[data-testid="blocked-person"][data-username="${person.username}"]`);
  const liftedThere = answered(page, 'DELETE', path);
  await row.getByTestId('unblock').click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await liftedThere).status(), 204);
});

scenario('times in the comments of the studio lead to the video', async ({ page, server }) => {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const id = await api.upload(SMALL_SAMPLE, { title: 'A day at the lake' });
  await api.videoInState(id, 'ready');
  await api.json('POST', `/videos/${id}/comments`, { body: 'Look at 0:02', at: 1 });
  await page.goto(`/studio/${id}/comments`);
  await page.getByTestId('comment-at').click();
  await page.waitForURL(`/watch/${id}?t=1`);
  await page.goBack();
  await page.getByTestId('comment-time').click();
  await page.waitForURL(`/watch/${id}?t=2`);
});

scenario('an answer is told with a way to it, and not where that is switched off', async ({ page, server }) => {
  const person = await register(page);
  const own = await Api.logIn(server.origin, person);
  const { api, id } = await author(server);
  const comment = async (by, body, parent = null) =>
    (await by.json('POST', `/videos/${id}/comments`, { body, parent })).comment.id;
  const asked = await comment(own, 'Which lake is it?');
  const answer = await comment(api, 'The large one.', asked);

  await counted(page, 1);
  await page.getByText('replied to your comment on A day at the lake').waitFor();
  await page.getByRole('button', { name: 'Open' }).click();
  await page.waitForURL(`/watch/${id}?comment=${answer}`);
  await nothingUnread(page);
  await page.locator(`[data-testid="comment"][data-id="${answer}"][data-linked]`).waitFor();

  await openSettings(page, 'notifications');
  const replies = page.locator('[data-testid="notification-setting"][data-kind="reply"]');
  assert.equal(await replies.isChecked(), true);
  const saved = answered(page, 'PUT', '/notification-settings');
  await replies.uncheck({ force: true });
  await saved;
  const { items } = await own.json('GET', '/users/me/notification-settings');
  assert.deepEqual(
    items.filter(({ in_app }) => !in_app).map(({ kind }) => kind),
    ['reply'],
  );

  // What comes after the answer is told, and the answer is not.
  await comment(api, 'And the deep one.', asked);
  await api.json('PUT', `/users/${person.username}/follow`);
  await counted(page, 1);
  await openNotifications(page);
  await page.getByTestId('notification').nth(1).waitFor();
  const kinds = () =>
    page.getByTestId('notification').evaluateAll((rows) => rows.map(({ dataset }) => [dataset.kind, dataset.read]));
  assert.deepEqual(await kinds(), [
    ['follow', 'false'],
    ['reply', 'true'],
  ]);
  await page.getByTestId('notifications-read-all').click();
  await nothingUnread(page);
  assert.deepEqual(await kinds(), [
    ['follow', 'true'],
    ['reply', 'true'],
  ]);
});

scenario('an upload that is ready is told; read here, it is read in the other tab', async ({ page, server }) => {
  const person = await register(page);
  const own = await Api.logIn(server.origin, person);
  const other = await page.context().newPage();
  await other.goto('/');
  await openNotifications(other);
  await other.getByTestId('empty-state').waitFor();

  const id = await own.upload(SMALL_SAMPLE, { title: 'Mine' });
  await counted(page, 1);
  await other.locator('[data-testid="notification"][data-kind="upload_ready"][data-read="false"]').waitFor();
  await page.getByTestId('notification-bell').click();
  await page.getByTestId('notification-panel').getByTestId('notification-read').click();
  await nothingUnread(page);
  await other.locator('[data-testid="notification"][data-read="true"]').waitFor();
  await nothingUnread(other);
  await page.getByTestId('notification-panel').getByRole('link', { name: 'Your video Mine is ready' }).click();
  await page.waitForURL(`/watch/${id}`);
});

scenario(
  'a socket that is cut off comes back and has missed nothing',
  async ({ page, server }) => {
    const person = await register(page);
    await openNotifications(page);
    await page.getByTestId('empty-state').waitFor();
    const follow = async () => (await Api.register(server.origin)).json('PUT', `/users/${person.username}/follow`);
    await follow();
    await counted(page, 1);

    // Off the network, while something happens.
    await page.context().setOffline(true);
    await follow();
    await page.context().setOffline(false);
    await counted(page, 2);
    await page.getByTestId('notification').nth(1).waitFor();

    // The server is killed and started again.
    await server.kill();
    await server.launch();
    await follow();
    await counted(page, 3);
    await page.getByTestId('notification').nth(2).waitFor();
  },
  { expectedErrors: [CUT_OFF, /status of 50\d/] },
);

scenario('chapters are written beside the player and lead through the video', async ({ page, server }) => {
  const person = await register(page);
  const api = await Api.logIn(server.origin, person);
  const id = await api.upload(SAMPLE, { title: 'With chapters' });
  await api.videoInState(id, 'ready');
  await page.goto(`/watch/${id}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.currentTime > 1);
  const video = page.getByTestId('player-video');
  const kept = await video.evaluateHandle((element) => element);

  // Pasted lines, one of them changed so that it is wrong, then right.
  await page.getByTestId('chapters-edit').click();
  await page.getByTestId('chapter-paste').click();
  await page.getByTestId('chapter-lines').fill('0:00 The meadow\n0:10 The butterfly\n0:45 The apple\nThe end');
  await page.getByTestId('chapter-take').click();
  await page.getByTestId('chapters-save').click();
  await page.getByTestId('field-error').filter({ hasText: 'The video ends before this' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.dataset.testid === 'chapter-start');
  await page.getByTestId('chapter-start').nth(2).fill('0:20');
  await page.getByTestId('chapters-save').click();
  await page.getByTestId('chapter').nth(2).waitFor();
  const expected = [
    { start: 0, title: 'The meadow' },
    { start: 10, title: 'The butterfly' },
    { start: 20, title: 'The apple' },
  ];
  await page.getByText('Chapters saved').waitFor();
  assert.deepEqual((await api.video(id)).chapters, expected);

  // On the timeline of the same player, which went on.
  assert.ok(await kept.evaluate((element) => element.isConnected && element.currentTime > 0.5));
  const segments = (count) =>
    page.waitForFunction((count) => {
      const range = document.querySelector('media-time-range');
      return range?.shadowRoot.querySelectorAll('#segments-clipping rect').length === count;
    }, count);
  await segments(3);
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  const bar = await page.locator('media-time-range').boundingBox();
  await page.mouse.move(bar.x + bar.width * 0.5, bar.y + bar.height / 2);
  await page.waitForFunction(
    () => document.querySelector('media-preview-chapter-display')?.mediaPreviewChapter === 'The butterfly',
  );

  // The list leads there, and shows where one is; the keys go on from there.
  await video.evaluate((element) => element.pause());
  const current = (title) => page.locator('[data-testid="chapter"][aria-current="true"]', { hasText: title }).waitFor();
  await page.getByTestId('chapter').nth(1).click();
  await videoUntil(page, ([element]) => element.currentTime >= 10 && !element.paused);
  await current('The butterfly');
  await page.locator('.ph-chapter').filter({ hasText: 'The butterfly' }).waitFor({ state: 'attached' });
  await page.keyboard.press('Control+ArrowRight');
  await videoUntil(page, ([element]) => element.currentTime >= 20);
  await current('The apple');
  await video.evaluate((element) => element.pause());
  await page.keyboard.press('Control+ArrowLeft');
  await videoUntil(page, ([element]) => element.currentTime >= 10 && element.currentTime < 20);

  // Added where one is, and taken away again in the studio.
  await video.evaluate((element) => (element.currentTime = 15.27));
  await page.getByTestId('chapters-edit').click();
  await page.getByTestId('chapter-add').click();
  await page.waitForFunction(() => document.activeElement?.dataset.testid === 'chapter-title');
  assert.equal(await page.getByTestId('chapter-start').nth(2).inputValue(), '0:15.2');
  await page.keyboard.type('The pond');
  await page.keyboard.press('Enter');
  await page.getByTestId('chapter').nth(3).waitFor();
  await segments(4);

  await page.goto('/studio');
  await page.getByTestId('studio-actions').click();
  await page.getByTestId('studio-chapters').click();
  for (let left = 4; left > 0; left -= 1) await page.getByTestId('chapter-remove').first().click();
  // Who goes elsewhere with this unsaved is asked.
  await page.getByTestId('studio-section-comments').click();
  await page.getByTestId('studio-leave').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('studio-leave').waitFor({ state: 'detached' });
  await page.getByTestId('chapters-save').click();
  await page.getByText('Chapters removed').waitFor();
  assert.deepEqual((await api.video(id)).chapters, []);
});

scenario('the embed player has the chapters too', async ({ page, server }) => {
  const { api, id } = await author(server);
  const items = [0, 4, 8].map((start) => ({ start, title: `Part ${start}` }));
  await api.json('PUT', `/videos/${id}/chapters`, { items });
  await page.goto(`/embed/${id}`);
  await page.getByTestId('player-start').click();
  await page.waitForFunction(
    () =>
      document.querySelector('media-time-range')?.shadowRoot?.querySelectorAll('#segments-clipping rect').length === 3,
  );
});
