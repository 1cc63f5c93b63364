// Pictures of the pages in both themes and both languages, on a desk and on a phone: SCREENSHOTS=folder npm run screenshots

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Api } from './support/api.mjs';
import { furnish, MAYA } from './support/house.mjs';
import { SAMPLE } from './support/media.mjs';
import { logIn, settled, slowUploads, uploadBeyond, videoUntil } from './support/page.mjs';
import { memberPages, visitorPages } from './support/page-list.mjs';
import { launchBrowser } from './support/scenario.mjs';
import { Server } from './support/server.mjs';
import { site } from './support/site.mjs';

const FOLDER = resolve(process.env.SCREENSHOTS ?? 'screenshots');
const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

/** A window of its own, and what takes a picture of it. */
async function open(browser, server, screen, theme, locale = 'en-US') {
  const context = await browser.newContext({
    ...SCREENS[screen],
    colorScheme: theme,
    locale,
    baseURL: server.origin,
    permissions: ['camera', 'microphone'],
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => dialog.accept());
  const picture = async (name) => {
    const path = join(FOLDER, `${name}-${screen}-${theme}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    console.log(path);
  };
  const visit = async (name, path) => {
    await page.goto(path);
    await settled(page);
    await picture(name);
  };
  return { page, picture, visit, close: () => context.close() };
}

async function signIn({ page, picture }) {
  await page.goto('/login?next=/studio');
  await logIn(page, { ...MAYA, password: 'wrong' });
  await page.getByTestId('form-error').waitFor();
  await picture('login-refused');
  await logIn(page, MAYA);
  await page.getByTestId('studio-row').first().waitFor();
}

/** What opens over the pages. */
async function overlays({ page, picture }, screen) {
  if (screen === 'desktop') {
    await page.getByTestId('notification-bell').click();
    await page.getByTestId('notification').first().waitFor();
    await picture('notifications-bell');
  }
  await page.goto('/');
  await settled(page);
  await page.keyboard.press('?');
  await page.getByTestId('shortcuts-dialog').waitFor();
  await picture('shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.getByTestId('palette-input').waitFor();
  await picture('palette');
  await page.keyboard.press('Escape');
}

async function watching({ page, picture, visit }, house) {
  await page.goto(`/watch/${house.video}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.currentTime > 3);
  await picture('watch');
  await page.getByTestId('player').hover();
  await page.getByTestId('quality-button').click();
  await page.getByTestId('quality-menu').waitFor();
  await picture('watch-quality');
  await page.keyboard.press('Escape');
  await page.getByTestId('share-button').click();
  await page.getByTestId('share-copy').first().waitFor();
  await picture('watch-share');
  await page.keyboard.press('Escape');
  await page.getByTestId('comment').last().scrollIntoViewIfNeeded();
  await settled(page);
  await picture('watch-comments');
  await page.getByTestId('player-video').evaluate((video) => (video.currentTime = video.duration - 0.3));
  await page.getByTestId('end-screen').waitFor();
  await page.getByTestId('player').scrollIntoViewIfNeeded();
  await picture('watch-end');
  await visit('watch-again', `/watch/${house.video}`);
}

/** A player in a page of somebody else's, where there is little room. */
async function embedded({ page, picture }, server, house) {
  const source = `${server.origin}/embed/${house.video}?autoplay&muted`;
  const frame = (width) => `<iframe src="${source}" width="${width}" height="${(width * 9) / 16}"></iframe>`;
  const other = await site(`<!doctype html>${[200, 320].map(frame).join('<br>')}`);
  await page.goto(other.origin);
  for (const frame of page.frames().slice(1)) await frame.locator('video').waitFor();
  await settled(page);
  await picture('embed-small');
  other.close();
}

/** Every round begins in the same house. */
async function remove(server, video) {
  const maya = await Api.logIn(server.origin, MAYA);
  await maya.json('DELETE', `/videos/${video}`);
}

async function recording({ page, picture }, server) {
  await page.goto('/record');
  await page.getByTestId('record-mode').locator('[data-value="camera"]').check({ force: true });
  await page.getByTestId('record-start').click();
  await page.locator('[data-testid="recorder"][data-phase="recording"]').waitFor();
  await picture('record-recording');
  await page.getByTestId('record-stop').click();
  await page.getByTestId('record-result').waitFor();
  await picture('record-done');
  const link = await page.getByTestId('record-share-link').inputValue();
  await remove(server, link.split('/').at(-1));
}

async function uploading({ page, picture, visit }, server) {
  await visit('upload-empty', '/upload');
  const line = await slowUploads(page, 400_000);
  await page.getByTestId('upload-input').setInputFiles(SAMPLE);
  const item = await uploadBeyond(page, 0.35);
  await item.getByTestId('upload-eta').filter({ hasText: 'left' }).waitFor();
  await picture('upload');
  await line.lift();
  await page.locator('[data-testid="upload-state"][data-state="playable"]').waitFor();
  await picture('upload-processing');
  const video = await item.getAttribute('data-video-id');
  await remove(server, video);
}

async function shoot(browser, server, house, screen, theme) {
  const desk = await open(browser, server, screen, theme);
  for (const { name, path } of visitorPages(house)) await desk.visit(name, path);
  await signIn(desk);
  for (const { name, path } of memberPages(house)) await desk.visit(name, path);
  await overlays(desk, screen);
  await watching(desk, house);
  await recording(desk, server);
  await uploading(desk, server);
  await embedded(desk, server, house);
  await desk.close();
}

/** The same pages in the other language: words are longer there. */
async function shootGerman(browser, server, house, screen) {
  const desk = await open(browser, server, screen, 'light', 'de-DE');
  for (const { name, path } of visitorPages(house)) await desk.visit(`${name}-de`, path);
  await desk.page.goto('/login?next=/studio');
  await logIn(desk.page, MAYA);
  await desk.page.getByTestId('studio-row').first().waitFor();
  for (const { name, path } of memberPages(house)) await desk.visit(`${name}-de`, path);
  await desk.close();
}

const scratch = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
await mkdir(FOLDER, { recursive: true });
const server = await Server.start();
const browser = await launchBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']);
try {
  const house = await furnish(server, scratch);
  for (const screen of Object.keys(SCREENS)) {
    for (const theme of ['light', 'dark']) await shoot(browser, server, house, screen, theme);
    await shootGerman(browser, server, house, screen);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(scratch, { recursive: true });
}
