// What is live beside a video: comments of several people in several browsers, and the making of the video.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, somebody } from './support/api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './support/media.mjs';
import { Wire } from './support/proxy.mjs';
import { logIn } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
/** What a comment may take from the click to the other browser. */
const LIVE_MS = 500;
const CUT_MS = 10_000;
/** What the browser says of a server that is away, and of sockets that were cut. */
const AWAY = [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection|ERR_SOCKET/];

/** A video with its owner, who knows the API. */
async function aVideo(server) {
  const person = somebody();
  const api = await Api.register(server.origin, person);
  const id = await api.upload(SMALL_SAMPLE, { title: 'Something to talk about' });
  await api.videoInState(id, 'playable', 'ready');
  return { id, person, api };
}

/** A browser of its own beside the video, signed in or not, once its socket is open and its list is read. */
async function watcher(page, { origin, id, person, at = '', people }) {
  const context = await page
    .context()
    .browser()
    .newContext({ baseURL: origin, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  const own = await context.newPage();
  if (person) {
    const { email, password } = person;
    const answer = await context.request.post('/api/v1/auth/login', { data: { email, password } });
    assert.equal(answer.status(), 200);
  }
  await own.goto(`/watch/${id}${at}`);
  await isHere(own, people);
  if (!at) await own.getByTestId('comments').scrollIntoViewIfNeeded();
  await own.locator('[data-testid="comments-empty"], [data-testid="comment"]').first().waitFor();
  return own;
}

/** The socket is open, and the room counts so many. */
async function isHere(page, people) {
  const presence = page.getByTestId('room-presence');
  await (people ? presence.filter({ hasText: `${people} watching` }) : presence).waitFor();
}

async function member(page, options) {
  const person = somebody();
  await Api.register(options.origin, person);
  return { person, page: await watcher(page, { ...options, person }) };
}

async function say(page, text) {
  await page.getByTestId('composer-text').first().fill(text);
  await page.getByTestId('composer-submit').first().click();
}

const comment = (page, text) => page.getByTestId('comment').filter({ hasText: text });
const bodies = (page) => page.getByTestId('comment-body').allTextContents();

async function choose(page, text, item) {
  await comment(page, text).getByTestId('comment-menu').click();
  await page.getByTestId(item).click();
}

/** When a text is first seen: `Date.now()` of the machine on which both browsers are. */
function whenSeen(page, text) {
  return page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll('[data-testid="comment-body"]')].find(
            (body) => body.textContent === wanted && body.getBoundingClientRect().bottom < innerHeight,
          );
          if (found) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    text,
  );
}

/** Says something and answers when the button was pressed. */
async function sayTimed(page, text) {
  await page.getByTestId('composer-text').first().fill(text);
  const pressed = page.evaluate(
    () => new Promise((resolve) => addEventListener('click', () => resolve(Date.now()), { capture: true, once: true })),
  );
  await page.getByTestId('composer-submit').first().click();
  return await pressed;
}

scenario('two people see each other speak at once, and change their words', async ({ page, server }) => {
  const { origin } = server;
  const { id, person } = await aVideo(server);
  const owner = await watcher(page, { origin, id, person });
  const { page: guest, person: guestIs } = await member(page, { origin, id });
  await Promise.all([isHere(owner, 2), isHere(guest, 2)]);

  for (const [from, to, text] of [
    [owner, guest, 'The owner speaks'],
    [guest, owner, 'The guest speaks'],
    [owner, guest, 'And once more'],
  ]) {
    const seen = whenSeen(to, text);
    const pressed = await sayTimed(from, text);
    const took = (await seen) - pressed;
    console.log(`seen by the other after ${took} ms`);
    assert.ok(took < LIVE_MS, `${took} ms until the other saw it`);
  }
  assert.deepEqual(await bodies(guest), await bodies(owner));

  await choose(guest, 'The guest speaks', 'comment-edit');
  const wording = comment(guest, guestIs.username).getByTestId('composer-text');
  await wording.fill('The guest speaks **louder** at 0:05');
  await comment(guest, guestIs.username).getByTestId('composer-submit').click();
  const edited = comment(owner, 'The guest speaks louder');
  await edited.getByTestId('comment-edited').waitFor();
  await edited.locator('strong', { hasText: 'louder' }).waitFor();

  await edited.getByTestId('comment-like').click();
  await edited.getByTestId('comment-heart').click();
  const own = comment(guest, 'The guest speaks');
  await own.getByTestId('comment-likes').filter({ hasText: '1' }).waitFor();
  await own.getByTestId('comment-hearted').waitFor();
  await choose(owner, 'The guest speaks', 'comment-pin');
  await own.getByTestId('comment-pinned').waitFor();
  assert.match((await bodies(guest))[0], /^The guest speaks/);

  await owner.getByTestId('comment-edited').click();
  await owner.getByTestId('comment-wordings').getByText('The guest speaks', { exact: true }).waitFor();
  await owner.keyboard.press('Escape');

  await choose(owner, 'And once more', 'comment-delete');
  await owner.getByTestId('comment-delete-confirm').click();
  await comment(guest, 'And once more').waitFor({ state: 'detached' });
  assert.deepEqual(await bodies(guest), await bodies(owner));
});

scenario(
  'who is cut off for a while has every comment once and in order',
  async ({ page, server }) => {
    const { id, person, api } = await aVideo(server);
    const wire = await Wire.lay(server.origin);
    const { page: lost } = await member(page, { origin: wire.origin, id });
    const there = await watcher(page, { origin: server.origin, id, person });
    await Promise.all([isHere(lost, 2), isHere(there, 2)]);
    await say(there, 'number 1');
    await comment(lost, 'number 1').waitFor();

    await wire.cut();
    const isBack = pause(CUT_MS);
    await say(lost, 'written in the dark');
    await lost.getByTestId('pending-failure').waitFor();
    for (let number = 2; number <= 9; number += 1) {
      if (number % 2) await say(there, `number ${number}`);
      else await api.json('POST', `/videos/${id}/comments`, { body: `number ${number}` });
      await comment(there, `number ${number}`).waitFor();
    }
    await lost.getByTestId('room-away').waitFor();
    assert.equal(await comment(lost, 'number 2').count(), 0);
    await isBack;
    await wire.mend();

    await comment(there, 'written in the dark').waitFor();
    await comment(lost, 'written in the dark').waitFor();
    await comment(lost, 'number 9').waitFor();
    const numbers = Array.from({ length: 9 }, (_, index) => `number ${9 - index}`);
    assert.deepEqual(await bodies(lost), ['written in the dark', ...numbers]);
    assert.deepEqual(await bodies(there), ['written in the dark', ...numbers]);
    assert.equal(await lost.getByTestId('room-away').count(), 0);
    await wire.cut();
  },
  { expectedErrors: AWAY },
);

scenario(
  'comments go on when the server was killed and came back',
  async ({ page, server }) => {
    const { origin } = server;
    const { id, person } = await aVideo(server);
    const owner = await watcher(page, { origin, id, person });
    const { page: guest } = await member(page, { origin, id });
    await Promise.all([isHere(owner, 2), isHere(guest, 2)]);
    await say(owner, 'before the fall');
    await comment(guest, 'before the fall').waitFor();
    await server.kill();
    await guest.getByTestId('room-away').waitFor();
    await guest.getByTestId('offline-banner').waitFor();
    await server.launch();
    await guest.getByTestId('offline-banner').waitFor({ state: 'detached' });
    await Promise.all([isHere(owner, 2), isHere(guest, 2)]);
    await say(guest, 'after the fall');
    await comment(owner, 'after the fall').waitFor();
    await say(owner, 'it goes on');
    await comment(guest, 'it goes on').waitFor();
    for (const one of [owner, guest]) {
      assert.deepEqual(await bodies(one), ['it goes on', 'after the fall', 'before the fall']);
    }
  },
  { expectedErrors: AWAY },
);

scenario('threads unfold, and a link leads to one answer of one', async ({ page, server }) => {
  const { origin } = server;
  const { id, person, api } = await aVideo(server);
  const { page: guest, person: guestIs } = await member(page, { origin, id });
  await say(guest, 'Who is this?');
  const owner = await watcher(page, { origin, id, person });
  await comment(owner, 'Who is this?').getByTestId('comment-reply').click();
  await owner.getByTestId('composer-text').nth(1).fill(`A rabbit, @${guestIs.username}`);
  await owner.getByTestId('composer-submit').last().click();
  await comment(owner, 'A rabbit').waitFor();
  await guest.getByTestId('replies-toggle').filter({ hasText: '1 reply' }).click();
  await comment(guest, 'A rabbit').waitFor();
  await comment(guest, 'A rabbit').getByTestId('comment-reply').click();
  await guest.getByTestId('composer-text').nth(1).fill('Which one?');
  await guest.getByTestId('composer-submit').last().click();
  await comment(owner, 'Which one?')
    .filter({ hasText: `to ${person.username}` })
    .waitFor();
  assert.deepEqual(await bodies(owner), ['Who is this?', `A rabbit, @${guestIs.username}`, 'Which one?']);

  // So many since that it is far down the list.
  for (let number = 1; number <= 60; number += 1) {
    await api.json('POST', `/videos/${id}/comments`, { body: `later ${number}` });
  }
  const answer = await comment(owner, 'Which one?').getAttribute('data-id');
  const visitor = await watcher(page, { origin, id, at: `?comment=${answer}` });
  const linked = visitor.locator('[data-testid="comment"][data-linked]');
  await linked.filter({ hasText: 'Which one?' }).waitFor();
  await visitor.waitForFunction(() => {
    const box = document.querySelector('[data-testid="comment"][data-linked]').getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  });
  await comment(visitor, 'A rabbit').locator(`a[href="/@${guestIs.username}"]`).waitFor();
});

scenario('a stranger reads and is asked to sign in', async ({ page, server }) => {
  const { id, person, api } = await aVideo(server);
  await api.json('POST', `/videos/${id}/comments`, { body: 'Hello, stranger', at: 3 });
  await page.goto(`/watch/${id}`);
  await comment(page, 'Hello, stranger').waitFor();
  assert.equal(await page.getByTestId('composer-text').count(), 0);
  await page.getByTestId('player-video').waitFor();
  await comment(page, 'Hello, stranger').getByTestId('comment-at').click();
  await page.waitForFunction(() => document.querySelector('[data-testid="player-video"]').currentTime >= 3);
  await page.getByTestId('comments-sign-in').click();
  await logIn(page, person);
  await page.waitForURL(`/watch/${id}`);
  await page.getByTestId('composer-text').waitFor();
});

scenario(
  'the owner looks at comments first, slows people down and closes',
  async ({ page, server }) => {
    const { origin } = server;
    const { id, person } = await aVideo(server);
    const owner = await watcher(page, { origin, id, person });
    const { page: guest } = await member(page, { origin, id });
    const setRules = async (change) => {
      await owner.getByTestId('room-rules').click();
      await change();
      await owner.getByTestId('rules-save').click();
      await owner.getByTestId('rules-save').waitFor({ state: 'detached' });
    };

    await setRules(() => owner.getByTestId('rules-hold').check());
    await guest.getByTestId('composer-text').click();
    await guest.getByTestId('rules-note').waitFor();
    await say(guest, 'May I?');
    await comment(guest, 'May I?').getByTestId('comment-held').waitFor();
    await owner.getByTestId('held-open').click();
    await owner.getByTestId('held-comment').filter({ hasText: 'May I?' }).getByTestId('held-release').click();
    await owner.keyboard.press('Escape');
    await comment(guest, 'May I?').getByTestId('comment-held').waitFor({ state: 'detached' });
    await comment(owner, 'May I?').waitFor();

    await setRules(async () => {
      await owner.getByTestId('rules-hold').uncheck();
      await owner.getByTestId('rules-slow').selectOption('60');
    });
    await say(guest, 'one');
    await comment(guest, 'one').waitFor();
    await say(guest, 'two');
    await guest.getByTestId('pending-failure').filter({ hasText: 'try again in' }).waitFor();
    assert.equal(await guest.getByTestId('pending-retry').isDisabled(), true);
    await guest.reload();
    await guest.getByTestId('comment-pending').filter({ hasText: 'two' }).waitFor();
    await guest.getByTestId('pending-discard').click();

    await setRules(() => owner.getByTestId('rules-open').uncheck());
    await guest.getByTestId('comments-closed').waitFor();
    assert.equal(await guest.getByTestId('composer-text').count(), 0);
  },
  { expectedErrors: [/429 \(Too Many Requests\)/] },
);

scenario('who is blocked on one device is not heard on another', async ({ page, server }) => {
  const { origin } = server;
  const { id, api: owner } = await aVideo(server);
  const [person, loud] = [somebody(), somebody()];
  const [phone, noise] = [await Api.register(origin, person), await Api.register(origin, loud)];
  await phone.json('PUT', `/users/${loud.username}/block`);
  const own = await watcher(page, { origin, id, person });
  await noise.json('POST', `/videos/${id}/comments`, { body: 'Buy this' });
  await owner.json('POST', `/videos/${id}/comments`, { body: 'Welcome' });
  await comment(own, 'Welcome').waitFor();
  assert.deepEqual(await bodies(own), ['Welcome']);
});

scenario('the watch page hears of the making of a video in its room', async ({ page, server }) => {
  const person = somebody();
  const api = await Api.register(server.origin, person);
  const told = [];
  const asked = [];
  const isReady = new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        const message = JSON.parse(payload);
        if (message.type === 'welcome') asked.length = 0; // Until it is reached, others may tell.
        told.push(message);
        if (message.type === 'video.state' && message.state === 'ready') resolve();
      });
    });
  });
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const id = await api.upload(SAMPLE, { title: 'In the making' });
  await page.goto(`/watch/${id}`);
  await page.getByTestId('room-presence').waitFor();
  await page.getByTestId('player-video').waitFor();
  await isReady;
  const heard = (type) => told.filter((message) => message.type === type);
  assert.ok(heard('video.progress').length > 0, 'progress is told');
  assert.ok(heard('video.progress').at(-1).renditions.length > 0, 'by rendition');
  assert.deepEqual(
    asked.filter((path) => path.endsWith('/events')),
    [],
    'one connection is enough',
  );
});
