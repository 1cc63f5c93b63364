// The player and the page around it, as people use them.

import assert from 'node:assert/strict';
import { Api } from './support/api.mjs';
import { register, videoUntil } from './support/page.mjs';
import { CHAPTERS, fill, goesOn, now, pick, play, playing, seek, isOnTop } from './support/player.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();

let filled;
const videos = (server) => (filled ??= fill(server));

const near = (seconds) => [
  ([video, seconds]) => Math.abs(video.currentTime - seconds) < 0.4 && !video.seeking,
  seconds,
];

/** The clipboard once it holds this. */
async function copied(page, part) {
  const held = await page.waitForFunction((part) => {
    navigator.clipboard.readText().then((text) => (globalThis.held = text));
    return globalThis.held?.includes(part) && globalThis.held;
  }, part);
  return await held.jsonValue();
}

scenario('a quality is chosen, seen, and kept for the next visit', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  await page
    .getByTestId('quality-button')
    .filter({ hasText: /^Auto \(\d+p\)/ })
    .waitFor({ state: 'attached' });
  await pick(page, 'quality', '240p');
  await videoUntil(page, ([video]) => video.videoHeight === 240);
  await goesOn(page);
  await play(page, `/watch/${id}`);
  await videoUntil(page, ([video]) => video.videoHeight === 240);
  await pick(page, 'speed', '2×');
  await videoUntil(page, ([video]) => video.playbackRate === 2);
  await play(page, `/watch/${id}`);
  await videoUntil(page, ([video]) => video.playbackRate === 2);
});

scenario('captions look as somebody wants them, and still do on the next visit', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  await pick(page, 'captions', 'English');
  const says = ([video, text]) =>
    [...video.textTracks].some(
      ({ mode, activeCues }) => mode === 'showing' && [...(activeCues ?? [])].some((cue) => cue.text.includes(text)),
    );
  await videoUntil(page, says, 'Scene');
  await pick(page, 'captions', 'Style');
  const panel = page.getByTestId('caption-style');
  await panel.locator('[data-field="size"]').selectOption('200');
  await panel.locator('[data-field="colour"]').selectOption('yellow');
  await panel.locator('[data-field="position"]').selectOption('top');
  const look = () =>
    page.getByTestId('player-video').evaluate((video) => {
      const style = getComputedStyle(video);
      const track = [...video.textTracks].find(({ mode }) => mode === 'showing');
      return {
        size: style.getPropertyValue('--ph-cue-size'),
        color: style.getPropertyValue('--ph-cue-color'),
        line: track?.activeCues?.[0]?.line,
      };
    });
  const wanted = { size: '200%', color: 'color-mix(in srgb, #ffe14d 100%, transparent)', line: 1 };
  assert.deepEqual(await look(), wanted);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });

  await play(page, `/watch/${id}`);
  await videoUntil(page, says, 'Scene');
  assert.deepEqual(await look(), wanted);
  await page.keyboard.press('+');
  await page.keyboard.press('o');
  const { size, color } = await look();
  assert.deepEqual([size, color], ['300%', 'color-mix(in srgb, #ffe14d 75%, transparent)']);
});

scenario('the player goes along in a corner, past the scroll and to other pages', async ({ page, server }) => {
  const { id } = await videos(server);
  await page.setViewportSize({ width: 1280, height: 560 });
  await play(page, `/watch/${id}`);
  const frame = page.getByTestId('player-frame');
  const isMini = (mini) =>
    page
      .locator(`[data-testid="player-frame"]${mini ? '' : ':not'}${mini ? '[data-mini]' : '([data-mini])'}`)
      .waitFor();
  await page.getByTestId('player-video').evaluate((video) => {
    globalThis.pauses = 0;
    video.addEventListener('pause', () => (globalThis.pauses += 1));
    video.dataset.same = 'yes';
  });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await isMini(true);
  await goesOn(page);
  // On a phone the next videos are where the corner is: below it.
  await page.setViewportSize({ width: 390, height: 700 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await isMini(true);
  assert.ok(await isOnTop(frame), 'something of the page is above the player');
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.evaluate(() => scrollTo(0, 0));
  await isMini(false);

  await page.evaluate(() => document.querySelector('header a[href="/"]').click());
  await page.waitForURL('/');
  await isMini(true);
  await goesOn(page);
  assert.equal(await page.evaluate(() => globalThis.pauses), 0, 'pauses on the way');
  await page.getByTestId('mini-expand').click();
  await page.waitForURL(`/watch/${id}`);
  await isMini(false);
  await goesOn(page);
  assert.equal(await page.getByTestId('player-video').getAttribute('data-same'), 'yes');
  assert.equal(await page.evaluate(() => globalThis.pauses), 0, 'pauses on the way back');

  await page.evaluate(() => document.querySelector('header a[href="/"]').click());
  await isMini(true);
  await frame.locator('media-mute-button').click();
  await videoUntil(page, ([video]) => video.muted);
  await frame.locator('media-mute-button').click();
  await videoUntil(page, ([video]) => !video.muted);
  await page.getByTestId('player-next').waitFor();
  await page.getByTestId('mini-close').click();
  await frame.waitFor({ state: 'detached' });
});

scenario('whoever comes back goes on where they were', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  await seek(page, 15);
  await videoUntil(page, ([video]) => video.currentTime > 15.2 && !video.seeking);
  await page.keyboard.press('k');
  await videoUntil(page, ([video]) => video.paused);
  await play(page, `/watch/${id}`);
  assert.ok((await now(page)) > 14.5);
  await page.getByTestId('resume-note').filter({ hasText: 'Resumed at 0:15' }).waitFor();
  await page.getByTestId('start-over').click();
  await videoUntil(page, ([video]) => video.currentTime < 3);

  // An account knows it everywhere.
  const person = await register(page);
  await play(page, `/watch/${id}`);
  await seek(page, 18);
  const api = await Api.logIn(server.origin, person);
  await videoUntil(page, ([video]) => video.currentTime > 18.2 && !video.seeking);
  const kept = page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/watch'),
  );
  await page.keyboard.press('k');
  assert.equal((await kept).status(), 204);
  const { resume } = await api.video(id);
  assert.ok(resume.position > 18 && !resume.finished, JSON.stringify(resume));
  await page.evaluate(() => localStorage.removeItem('playhouse.places'));
  await play(page, `/watch/${id}`);
  assert.ok((await now(page)) > 17.5);
  // A link to a time means that time.
  await play(page, `/watch/${id}?t=3`);
  assert.ok((await now(page)) < 8);
});

scenario('keys do what they do everywhere', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  const press = (key) => page.keyboard.press(key);
  const until = (condition, argument) => videoUntil(page, condition, argument);
  await press('k');
  await until(([video]) => video.paused);
  await press('0');
  await until(...near(0));
  await press('l');
  await until(...near(10));
  await press('ArrowRight');
  await until(...near(15));
  await press('j');
  await until(...near(5));
  await press('5');
  await until(([video]) => Math.abs(video.currentTime - video.duration / 2) < 0.3);
  await press('Control+ArrowRight');
  await until(...near(CHAPTERS[2].start));
  await press('Control+ArrowLeft');
  await until(...near(CHAPTERS[1].start));
  const at = await now(page);
  await press('.');
  await until(([video, at]) => video.currentTime > at && video.currentTime < at + 0.1, at);
  await press(',');
  await until(([video, at]) => Math.abs(video.currentTime - at) < 0.005, at);
  await press('m');
  await until(([video]) => video.muted);
  await press('ArrowDown');
  await until(([video]) => !video.muted && Math.abs(video.volume - 0.95) < 0.001);
  await press('Shift+>');
  await until(([video]) => video.playbackRate === 1.25);
  await press('Shift+<');
  await until(([video]) => video.playbackRate === 1);
  await press('c');
  await until(([video]) => [...video.textTracks].some(({ mode }) => mode === 'showing'));
  await press('c');
  await press('t');
  await page.locator('[data-testid="theatre-button"][aria-pressed="true"]').waitFor({ state: 'attached' });
  await press('t');
  await press('i');
  await page.locator('[data-testid="player-frame"][data-mini]').waitFor();
  await press('i');
  await page.locator('[data-testid="player-frame"]:not([data-mini])').waitFor();
  await press('f');
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await press('f');
  await page.waitForFunction(() => document.fullscreenElement === null);
  await press('Shift+?');
  await page.getByTestId('shortcuts-dialog').waitFor();
  await press('Escape');
  await page.getByTestId('shortcuts-dialog').waitFor({ state: 'detached' });

  // Whoever writes is left alone.
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'words';
    document.body.append(field);
    field.focus();
  });
  const before = await now(page);
  await page.keyboard.type('jkl0');
  assert.equal(await page.inputValue('#words'), 'jkl0');
  assert.equal(await now(page), before);
});

scenario('a key that stays down is one press', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  await page.keyboard.down('k');
  await videoUntil(page, ([video]) => video.paused);
  // Pressed down again without being let go of is what a browser makes of a key that is held.
  await page.keyboard.down('k');
  await page.keyboard.down('Space');
  await videoUntil(page, ([video]) => !video.paused);
  await page.keyboard.down('Space');
  await page.keyboard.up('Space');
  await page.keyboard.up('k');
  await goesOn(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
});

scenario('an address with another time leads there, wherever one is', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}?t=3`);
  const element = await page.getByTestId('player-video').elementHandle();
  await page.keyboard.press('k');
  await page.keyboard.press('0');
  await videoUntil(page, ...near(0));
  const goTo = (href) => page.evaluate((href) => globalThis.history.pushState(null, '', href), href);
  await goTo(`/watch/${id}?t=20`);
  await videoUntil(page, ...near(20));
  await goTo(`/watch/${id}`);
  await page.goBack();
  await page.waitForURL(`/watch/${id}?t=20`);
  assert.ok(Math.abs((await now(page)) - 20) < 0.4);
  assert.equal(await element.evaluate((video) => video.isConnected), true, 'still the same player');
});

scenario(
  'what fails is told, and goes on by itself when the network is back',
  async ({ page, server }) => {
    const { id } = await videos(server);
    // The player asks before it is pressed: what fails then covers the button.
    let press;
    const pressed = new Promise((resolve) => (press = resolve));
    await page.route('**/*.m3u8*', (route) => pressed.then(() => route.abort()));
    await page.goto(`/watch/${id}?t=7`);
    await page.getByTestId('player-start').click();
    press();
    const card = page.getByTestId('player-error');
    await card.filter({ hasText: 'cannot be loaded' }).waitFor();
    await page.unroute('**/*.m3u8*');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await card.waitFor({ state: 'hidden' });
    await playing(page);
    assert.ok((await now(page)) >= 7);
  },
  { expectedErrors: [/ERR_FAILED/] },
);

scenario('the next video comes by itself, unless somebody says no', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  const toTheEnd = () =>
    page.getByTestId('player-video').evaluate((video) => (video.currentTime = video.duration - 0.5));
  await toTheEnd();
  await page.getByTestId('end-screen').waitFor();
  await page.getByTestId('up-next-cancel').click();
  await page.getByTestId('replay').click();
  await goesOn(page);
  await page.getByTestId('end-screen').waitFor({ state: 'hidden' });
  await toTheEnd();
  await page
    .getByTestId('end-screen')
    .getByText(/Up next in \d s/)
    .waitFor();
  await page.waitForURL((url) => url.pathname.startsWith('/watch/') && !url.pathname.endsWith(id));
  await playing(page);

  // Without autoplay nothing comes by itself.
  await play(page, `/watch/${id}`);
  await page.getByTestId('autoplay-switch').press('Space');
  await toTheEnd();
  await page.getByTestId('up-next-play').waitFor();
  assert.equal(await page.getByTestId('up-next-cancel').isVisible(), false);
});

scenario('a playlist is played through', async ({ page, server }) => {
  const { api, id, other } = await videos(server);
  const { playlist } = await api.json('POST', '/playlists', { title: 'Evening', visibility: 'public' });
  for (const video of [other, id]) await api.json('POST', `/playlists/${playlist.id}/items`, { video });
  await play(page, `/watch/${other}?list=${playlist.id}`);
  const rail = page.getByTestId('playlist-rail');
  await rail.getByTestId('playlist-place').filter({ hasText: '1 of 2' }).waitFor();
  await page.keyboard.press('Shift+N');
  await page.waitForURL(`/watch/${id}?list=${playlist.id}`);
  await rail.getByTestId('playlist-place').filter({ hasText: '2 of 2' }).waitFor();
  await playing(page);
  await page.keyboard.press('Shift+P');
  await page.waitForURL(`/watch/${other}?list=${playlist.id}`);
  await rail.getByTestId('playlist-entry').nth(1).click();
  await page.waitForURL(`/watch/${id}?list=${playlist.id}`);
});

scenario('a transcript is searched, follows, and leads to where something is said', async ({ page, server }) => {
  const { id } = await videos(server);
  await play(page, `/watch/${id}`);
  await page.getByTestId('transcript-toggle').click();
  const lines = page.getByTestId('transcript-line');
  await lines.nth(2).waitFor();
  await seek(page, 6);
  await lines.nth(1).and(page.locator('[aria-current="true"]')).waitFor();
  await page.getByTestId('transcript-search').fill('APPLE');
  await lines.nth(1).waitFor({ state: 'detached' });
  await lines.first().click();
  await videoUntil(page, ([video]) => video.currentTime >= 14 && video.currentTime < 18);
});

scenario('figures, and what hides behind the other button of the mouse', async ({ page, server }) => {
  const { id } = await videos(server);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await play(page, `/watch/${id}`);
  await page.keyboard.press('k');
  await seek(page, 12);
  await videoUntil(page, ...near(12));
  const choose = async (text) => {
    await page.getByTestId('player').click({ button: 'right', position: { x: 640, y: 160 } });
    await page.getByTestId('more-option').filter({ hasText: text }).click();
  };
  await choose('Stats for nerds');
  const figures = page.getByTestId('player-stats');
  await figures.getByText(id).waitFor();
  await figures.getByText(/hls\.js/).waitFor();
  await choose('Copy link at this time');
  await copied(page, 't=12').then((link) => assert.equal(link, `${server.origin}/watch/${id}?t=12`));
  await choose('Copy embed code');
  await copied(page, '<iframe');
  await choose('Loop');
  assert.equal(await page.getByTestId('player-video').evaluate((video) => video.loop), true);
});

scenario('what a narrow bar has no room for is in the menu', async ({ page, server }) => {
  const { id } = await videos(server);
  await page.setViewportSize({ width: 390, height: 844 });
  await play(page, `/watch/${id}`);
  await page.locator('media-mute-button').waitFor({ state: 'hidden' });
  await pick(page, 'more', 'Mute');
  await videoUntil(page, ([video]) => video.muted);
  await pick(page, 'more', 'Picture in picture');
  await page.waitForFunction(() => document.pictureInPictureElement !== null);
  await pick(page, 'more', 'Picture in picture');
  await page.waitForFunction(() => document.pictureInPictureElement === null);
  await pick(page, 'more', 'Next video');
  await page.waitForURL((url) => url.pathname.startsWith('/watch/') && !url.pathname.endsWith(id));
});

scenario('where nothing may start with sound, it starts without', async ({ page, server }) => {
  const { id } = await videos(server);
  await page.addInitScript(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
      return this.muted ? play.call(this) : Promise.reject(new DOMException('not allowed', 'NotAllowedError'));
    };
  });
  await page.goto('/');
  // The app's card, not the one that the server drew: that one is an ordinary link.
  const card = page.getByTestId('video-card').locator(`a[href="/watch/${id}"]`).first();
  await card.waitFor();
  await card.evaluate((link) => link.click());
  await page.getByTestId('player-unmute').waitFor();
  await videoUntil(page, ([video]) => video.muted && !video.paused);
  await page.getByTestId('player-unmute').click();
  await videoUntil(page, ([video]) => !video.muted && !video.paused);
  await page.getByTestId('player-unmute').waitFor({ state: 'hidden' });
});

scenario('fingers jump, speed up and drag along the line', async ({ page, server }) => {
  const { id } = await videos(server);
  const context = await page
    .context()
    .browser()
    .newContext({
      baseURL: server.origin,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
  try {
    const phone = await context.newPage();
    await phone.goto(`/watch/${id}`);
    await phone.getByTestId('player-start').tap();
    await playing(phone);
    await phone.getByTestId('more-button').waitFor({ state: 'attached' });
    const { x, y, width, height } = await phone.getByTestId('player').boundingBox();
    const right = { x: x + width * 0.8, y: y + height * 0.4 };
    const session = await context.newCDPSession(phone);
    const touch = (type, ...points) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    const before = await now(phone);
    // Sent at once: two taps that belong together, however busy the machine is.
    const tap = () => [touch('touchStart', [right.x, right.y]), touch('touchEnd')];
    await Promise.all([...tap(), ...tap()]);
    await videoUntil(phone, ([video, before]) => video.currentTime > before + 9, before);

    await videoUntil(phone, ([video]) => !video.paused && !video.seeking);
    await touch('touchStart', [right.x, right.y]);
    await videoUntil(phone, ([video]) => video.playbackRate === 2);
    await touch('touchEnd');
    await videoUntil(phone, ([video]) => video.playbackRate === 1 && !video.paused);

    // A tap brings the bar back, where it has gone.
    if (await phone.locator('media-controller[userinactive]').count())
      await phone.touchscreen.tap(x + width / 2, right.y);
    await phone.locator('media-controller:not([userinactive])').waitFor();
    const line = await phone.locator('media-time-range').boundingBox();
    const at = (share) => [line.x + line.width * share, line.y + line.height / 2];
    await touch('touchStart', at(0.3));
    await touch('touchMove', at(0.4));
    await touch('touchMove', at(0.5));
    await phone.locator('media-time-range[mediapreviewtime]').waitFor();
    await touch('touchEnd');
    await videoUntil(phone, ([video]) => Math.abs(video.currentTime - video.duration / 2) < 3);
  } finally {
    await context.close();
  }
});

scenario('Shaka plays DASH where it is asked for, with the same menus', async ({ page, server }) => {
  const { id } = await videos(server);
  const manifest = page.waitForRequest(/\.mpd/);
  await play(page, `/watch/${id}?engine=dash`);
  await manifest;
  await pick(page, 'quality', '360p');
  await videoUntil(page, ([video]) => video.videoHeight === 360);
  await goesOn(page);
  await pick(page, 'captions', 'German');
  await videoUntil(page, ([video]) =>
    [...video.textTracks].some(
      ({ mode, activeCues }) =>
        mode === 'showing' && [...(activeCues ?? [])].some(({ text }) => text.includes('Szene')),
    ),
  );
  await seek(page, 20);
  await goesOn(page);
  await pick(page, 'more', 'Stats for nerds');
  await page.getByTestId('player-stats').getByText(/Shaka/).waitFor();
});

scenario('how long one waits (told, not judged)', async ({ page, server, t }) => {
  const { id } = await videos(server);
  await page.goto(`/watch/${id}`);
  await page.waitForLoadState('networkidle');
  const first = await page.getByTestId('player-start').evaluate(async (start) => {
    const video = document.querySelector('[data-testid="player-video"]');
    const began = performance.now();
    const seen = new Promise((done) => {
      video.addEventListener('playing', () => video.requestVideoFrameCallback(done), { once: true });
    });
    start.click();
    await seen;
    return performance.now() - began;
  });
  await videoUntil(page, ([video]) => video.buffered.length > 0 && video.buffered.end(0) > 8);
  const jump = await page.getByTestId('player-video').evaluate(async (video) => {
    const began = performance.now();
    const seen = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    video.currentTime = 6;
    await seen;
    return performance.now() - began;
  });
  t.diagnostic(`click to first frame: ${first.toFixed(0)} ms; seek within the buffer: ${jump.toFixed(0)} ms`);
});
