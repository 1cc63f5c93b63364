// Pictures of the pages in both themes, on a desk and on a phone: SCREENSHOTS=folder npm run screenshots

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Api } from './support/api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './support/media.mjs';
import { logIn, slowUploads, uploadBeyond, videoUntil } from './support/page.mjs';
import { launchBrowser } from './support/scenario.mjs';
import { Server } from './support/server.mjs';

const FOLDER = resolve(process.env.SCREENSHOTS ?? 'screenshots');
const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};
const MAYA = { username: 'maya', email: 'maya@people.example', password: 'a long enough password' };
const CHAPTERS = [
  { start: 0, title: 'The meadow at dawn' },
  { start: 12, title: 'The butterfly' },
  { start: 20, title: 'The apple' },
];
const OPERATOR = [
  '',
  'actors',
  'jobs',
  'rooms',
  'reports',
  'comment-rules',
  'people',
  'sign-ups',
  'storage',
  'tiers',
  'audit',
];
const DESCRIPTION = `A large rabbit deals with three rodents who spoil his morning.

Made by the Blender Institute with free tools, and free to share.
There is more to tell than fits in the first lines, so that the page has something to fold away.`;

/** What is on: finished, listed and not, one in the making and one that failed. */
async function fill(server, folder) {
  await Api.registerAdmin(server, MAYA);
  const maya = await Api.logIn(server.origin, MAYA);
  const others = await Promise.all(
    ['jonas', 'the-long-named-film-club'].map((username) =>
      Api.register(server.origin, { ...MAYA, username, email: `${username}@people.example` }),
    ),
  );
  const id = await maya.upload(SAMPLE, { title: 'Big Buck Bunny, the opening', description: DESCRIPTION });
  await maya.videoInState(id, 'ready');
  await maya.json('PUT', `/videos/${id}/chapters`, { items: CHAPTERS });
  const titles = [
    'Clouds over the meadow',
    'How we carved a rabbit out of one block of lime wood in a winter, and what we would do otherwise today',
    'Zwölf Boxkämpfer jagen Viktor',
    'Rehearsal',
  ];
  for (const [index, title] of titles.entries()) {
    const other = others[index % others.length];
    await other.videoInState(await other.upload(SMALL_SAMPLE, { title }), 'ready');
  }
  await maya.json('PUT', '/users/jonas/follow');
  await maya.json('PUT', '/users/the-long-named-film-club/follow');
  for (const other of others) {
    await other.json('PUT', '/users/maya/follow');
    await other.json('PUT', `/videos/${id}/like`);
  }
  const draft = await maya.upload(SMALL_SAMPLE, { title: 'Rough cut, not for everyone yet', visibility: 'private' });
  await maya.videoInState(draft, 'ready');
  const text = join(folder, 'holiday.mp4');
  await writeFile(text, 'This is no video at all.\n'.repeat(400));
  await maya.videoInState(await maya.upload(text, { visibility: 'unlisted' }), 'failed');
  return id;
}

async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
    const shown = [...document.images].filter((image) => image.loading !== 'lazy' || image.complete);
    await Promise.all(shown.map((image) => image.decode().catch(() => undefined)));
  });
}

async function shoot(browser, server, id, screen, theme) {
  const context = await browser.newContext({ ...SCREENS[screen], colorScheme: theme, baseURL: server.origin });
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

  await visit('home-visitor', '/');
  await visit('register', '/register');
  await visit('not-found', '/watch/nothinghere');
  await visit('embed', `/embed/${id}`);
  await visit('login', '/login?next=/studio');
  await logIn(page, { ...MAYA, password: 'wrong' });
  await page.getByTestId('form-error').waitFor();
  await picture('login-refused');
  await logIn(page, MAYA);
  await page.getByTestId('studio-row').first().waitFor();
  await settled(page);
  await picture('studio');
  await page.getByTestId('studio-actions').first().click();
  await page.getByTestId('studio-edit').click();
  await page.getByTestId('studio-edit-title').waitFor();
  await picture('studio-edit');

  for (const section of ['', '/account', '/security', '/notifications'])
    await visit(`settings${section.replace('/', '-')}`, `/settings${section}`);
  for (const section of OPERATOR) await visit(`operator-${section}`, `/operator/${section}`);

  await visit('notifications', '/notifications');
  await visit('following', '/following');
  await visit('home', '/');
  if (screen === 'desktop') {
    await page.getByTestId('notification-bell').click();
    await page.getByTestId('notification').first().waitFor();
    await picture('notifications-bell');
  }
  await visit('channel', '/@maya');
  await visit('watch-fresh', `/watch/${id}`);
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
  const maya = await Api.logIn(server.origin, MAYA);
  await maya.json('DELETE', `/videos/${video}`);
  await context.close();
}

const scratch = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
await mkdir(FOLDER, { recursive: true });
const server = await Server.start();
const browser = await launchBrowser();
try {
  const id = await fill(server, scratch);
  for (const screen of Object.keys(SCREENS)) {
    for (const theme of ['light', 'dark']) await shoot(browser, server, id, screen, theme);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(scratch, { recursive: true });
}
