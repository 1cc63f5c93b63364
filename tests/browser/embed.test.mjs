// The player in other people's pages.

import assert from 'node:assert/strict';
import { fill } from './support/player.mjs';
import { stage } from './support/scenario.mjs';
import { site } from './support/site.mjs';

const scenario = stage();

let filled;
const videos = (server) => (filled ??= fill(server));

const elsewhere = { expectedHosts: ['localhost'] };
const frameUntil = (frame, condition, argument) =>
  frame
    .getByTestId('player-video')
    .elementHandle()
    .then((video) => frame.waitForFunction(condition, [video, argument]));

scenario('before the press there is a poster, a button and a link, and nothing is stored', async ({ page, server }) => {
  const { id } = await videos(server);
  const scripts = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  await page.setViewportSize({ width: 200, height: 113 });
  await page.goto(`/embed/${id}?color=0af&t=5`);
  await page.getByTestId('player-start').waitFor();
  await page.waitForLoadState('networkidle');
  const before = scripts.length;
  assert.equal(scripts.filter((url) => /player|hls/.test(url)).length, 0, scripts.join('\n'));
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.equal(await page.locator('a.embed-title').getAttribute('href'), `/watch/${id}`);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/embed-200.png` });
  await page.getByTestId('player-start').click();
  await frameUntil(page.mainFrame(), ([video]) => video.currentTime > 5.2 && !video.paused);
  assert.ok(scripts.length > before);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/embed-200-playing.png` });
  const accent = await page
    .getByTestId('player')
    .evaluate((player) => getComputedStyle(player).getPropertyValue('--ph-accent'));
  assert.equal(accent, '#00aaff');
  await page.keyboard.press('k');
  await frameUntil(page.mainFrame(), ([video]) => video.paused);
});

scenario('the address says how it plays', async ({ page, server }) => {
  const { id } = await videos(server);
  await page.goto(`/embed/${id}?autoplay&muted&loop&controls=0`);
  await frameUntil(
    page.mainFrame(),
    ([video]) => !video.paused && video.muted && video.loop && video.currentTime > 0.2,
  );
  assert.equal(await page.locator('.ph-bar').count(), 0);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement === null);
  // Without controls there is nowhere to put a menu: the browser shows its own.
  const isPrevented = page.evaluate(
    () =>
      new Promise((done) => addEventListener('contextmenu', (event) => done(event.defaultPrevented), { once: true })),
  );
  await page.getByTestId('player').click({ button: 'right' });
  assert.equal(await isPrevented, false);
});

scenario(
  'what cannot be played is told in the frame',
  async ({ page, server }) => {
    await page.goto(`${server.origin}/embed/nothinghere`);
    await page.getByTestId('player-error').waitFor();
    assert.equal(await page.getByTestId('player-retry').count(), 0);
  },
  { expectedErrors: [/404/] },
);

scenario(
  "another site's page steers the player over promises and hears of it",
  async ({ page, server }) => {
    const { id } = await videos(server);
    const other = await site(`<!doctype html><link rel="icon" href="data:,">
      <iframe id="player" src="${server.origin}/embed/${id}" width="640" height="360" allow="autoplay; fullscreen"></iframe>
      <script src="${server.origin}/embed-api.js"></script>`);
    try {
      await page.goto(other.origin);
      const found = await page.evaluate(async () => {
        const player = new globalThis.Playhouse.Player('#player');
        const heard = [];
        for (const name of ['ready', 'play', 'pause', 'timeupdate', 'volume', 'quality', 'seeked']) {
          player.on(name, () => heard.push(name));
        }
        const until = (name, holds = () => true) =>
          new Promise((done) => {
            const stop = player.on(name, (state) => {
              if (!holds(state)) return;
              stop();
              done(state);
            });
          });
        globalThis.heard = heard;
        await player.ready;
        const playing = until('timeupdate', ({ currentTime }) => currentTime > 0.2);
        await player.play();
        const first = await playing;
        const [qualities, captions, rates] = await Promise.all([player.qualities(), player.captions(), player.rates()]);
        const changed = until('quality');
        await player.setQuality(240);
        await changed;
        await player.setVolume(0.5);
        await player.setCaptions('de');
        await player.setRate(2);
        const there = until('seeked');
        await player.seek(10);
        await there;
        await player.pause();
        const frame = await player.grabFrame();
        const state = await player.state();
        await player.nextChapter();
        const after = await player.state();
        const refused = await player.seek('somewhere').catch(({ message }) => message);
        return { first, qualities, captions, rates, frame: frame.slice(0, 23), state, after, refused };
      });
      assert.equal(found.first.title, 'A rabbit wakes up');
      assert.deepEqual(new Set(found.qualities.map(({ height }) => height)), new Set([480, 360, 240]));
      assert.deepEqual(found.captions.map(({ language }) => language).sort(), ['de', 'en']);
      assert.ok(found.rates.includes(0.25) && found.rates.includes(4));
      assert.equal(found.frame, 'data:image/jpeg;base64,');
      const { paused, currentTime, volume, rate, quality, captions } = found.state;
      assert.deepEqual([paused, volume, rate, quality, captions], [true, 0.5, 2, 240, 'de']);
      assert.ok(currentTime >= 10 && currentTime < 11.5, String(currentTime));
      assert.equal(found.after.currentTime, 12);
      assert.equal(found.refused, 'a number is needed');
      const heard = await page.evaluate(() => [...new Set(globalThis.heard)].sort());
      assert.deepEqual(heard, ['pause', 'play', 'quality', 'ready', 'seeked', 'timeupdate', 'volume']);
    } finally {
      other.close();
    }
  },
  elsewhere,
);

scenario(
  'who steers a video that is still being prepared gets its player, and one only',
  async ({ page, server }) => {
    const { id } = await videos(server);
    let isReady = false;
    const unready = (text) => (isReady ? text : text.replaceAll('"state":"ready"', '"state":"processing"'));
    for (const pattern of [`**/embed/${id}`, `**/api/v1/videos/${id}`]) {
      await page.route(pattern, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: unready(await response.text()) });
      });
    }
    const other = await site(`<!doctype html><link rel="icon" href="data:,">
      <iframe id="player" src="${server.origin}/embed/${id}" width="640" height="360" allow="autoplay; fullscreen"></iframe>
      <script src="${server.origin}/embed-api.js"></script>`);
    try {
      await page.goto(other.origin);
      await page.evaluate(() => {
        const player = new globalThis.Playhouse.Player('#player');
        globalThis.seen = new Promise((done) =>
          player.on('timeupdate', ({ currentTime }) => currentTime > 0.2 && done('seen')),
        );
        globalThis.isReady = false;
        player.on('ready', () => (globalThis.isReady = true));
        globalThis.played = player.play().then(() => player.state());
      });
      const frame = page.frameLocator('#player');
      await frame.getByTestId('processing-state').waitFor();
      // It is asked about more than once.
      for (let look = 0; look < 2; look += 1) await page.waitForResponse(`**/api/v1/videos/${id}`);
      assert.equal(await frame.getByTestId('player').count(), 0);
      assert.equal(await page.evaluate(() => globalThis.isReady), false);
      isReady = true;
      assert.equal((await page.evaluate(() => globalThis.played)).paused, false);
      assert.equal(await page.evaluate(() => globalThis.seen), 'seen');
      assert.equal(await frame.getByTestId('player').count(), 1);
    } finally {
      other.close();
    }
  },
  elsewhere,
);

scenario(
  'who steers a video that never comes is told so',
  async ({ page, server }) => {
    const other = await site(`<!doctype html><link rel="icon" href="data:,">
      <iframe id="player" src="${server.origin}/embed/nothinghere" width="640" height="360"></iframe>
      <script src="${server.origin}/embed-api.js"></script>`);
    try {
      await page.goto(other.origin);
      const refused = await page.evaluate(() =>
        new globalThis.Playhouse.Player('#player').play().catch(({ message }) => message),
      );
      assert.match(refused, /does not exist/);
    } finally {
      other.close();
    }
  },
  { ...elsewhere, expectedErrors: [/404/] },
);

scenario(
  'only the page around the frame is heard',
  async ({ page, server }) => {
    const { id } = await videos(server);
    const other = await site(`<!doctype html><link rel="icon" href="data:,">
      <iframe id="player" src="${server.origin}/embed/${id}" width="640" height="360" allow="autoplay"></iframe>
      <iframe id="stranger" srcdoc="<p>somebody else</p>"></iframe>`);
    try {
      await page.goto(other.origin);
      await page.frameLocator('#player').getByTestId('player-start').waitFor();
      const answers = await page.evaluate(async () => {
        const target = document.querySelector('#player').contentWindow;
        const stranger = document.querySelector('#stranger').contentWindow;
        const answers = [];
        stranger.addEventListener('message', ({ data }) => answers.push(['stranger', data]));
        // From its own window, so that it is the source.
        stranger.eval(`(target) => target.postMessage({ playhouse: 1, hello: true }, '*')`)(target);
        const mine = new Promise((done) =>
          addEventListener('message', ({ data }) => data.event === 'ready' && done(data), { once: false }),
        );
        target.postMessage({ playhouse: 1, hello: true }, '*');
        await mine;
        stranger.eval(`(target) => target.postMessage({ playhouse: 1, id: 1, call: 'play', args: [] }, '*')`)(target);
        const answered = new Promise((done) =>
          addEventListener('message', ({ data }) => data.id === 2 && done(data.value)),
        );
        target.postMessage({ playhouse: 1, id: 2, call: 'state', args: [] }, '*');
        const state = await answered;
        return { answers, paused: state.paused };
      });
      assert.deepEqual(answers, { answers: [], paused: true });
    } finally {
      other.close();
    }
  },
  elsewhere,
);
