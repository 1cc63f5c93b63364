// Pages are in the language of whoever reads them, and change it when asked.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { Api } from './support/api.mjs';
import { logIn, openSettings, register } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const GERMAN = { locale: 'de-DE' };
const OPERATOR = [
  '',
  '/actors',
  '/jobs',
  '/rooms',
  '/reports',
  '/comment-rules',
  '/people',
  '/sign-ups',
  '/storage',
  '/tiers',
  '/audit',
];

/** What everybody has who has an account. */
const MINE = [
  '/following',
  '/library',
  '/history',
  '/watch-later',
  '/playlists',
  '/likes',
  '/studio',
  '/upload',
  '/record',
];

/** All messages of a language that are said as they stand. */
function plainWords(locale) {
  const folder = new URL(`../../assets/messages/${locale}/`, import.meta.url);
  const words = readdirSync(folder).flatMap((area) => Object.values(JSON.parse(readFileSync(new URL(area, folder)))));
  return words.filter((message) => typeof message === 'string' && !message.includes('{'));
}

const german = new Set(plainWords('de'));
const english = plainWords('en').filter((message) => !german.has(message));

/** Messages that can be read or heard on the page, out of these. */
function said(page, messages) {
  return page.evaluate((known) => {
    const wanted = new Set(known);
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      const texts =
        node.nodeType === Node.TEXT_NODE
          ? [node.data]
          : ['aria-label', 'placeholder', 'title'].map((name) => node.getAttribute(name) ?? '');
      found.push(...texts.map((text) => text.trim()).filter((text) => wanted.has(text)));
    }
    return found;
  }, messages);
}

const inLanguage = (page, locale) => page.locator(`html[lang="${locale}"]`).waitFor();

/** What the page has come to is German, all of it. */
async function isGerman(page, heading) {
  await inLanguage(page, 'de');
  await page
    .getByRole('heading', heading ? { name: heading } : {})
    .first()
    .waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  assert.deepEqual(await said(page, english), [], `English on ${page.url()}`);
}

scenario(
  'a German browser is shown German pages',
  async ({ page }) => {
    const pages = [
      ['/login', 'Willkommen zurück'],
      ['/register', 'Nimm Platz'],
      ['/forgot', 'Passwort vergessen?'],
      ['/nowhere', 'Diese Seite gibt es nicht'],
    ];
    for (const [path, heading] of pages) {
      await page.goto(path);
      await isGerman(page, heading);
    }
    await page.goto('/');
    await inLanguage(page, 'de');
    await page.getByTestId('empty-state').waitFor();
    assert.deepEqual(await said(page, english), []);

    await page.goto('/login');
    await logIn(page, { email: 'nobody@people.example', password: 'not a password' });
    await page.getByTestId('form-error').getByText('E-Mail oder Passwort ist falsch.').waitFor();

    await register(page);
    const settings = [
      ['', 'Über dich'],
      ['/account', 'Sprache und Aussehen'],
      ['/security', 'Anmeldung in zwei Schritten'],
      ['/notifications', 'Benachrichtigungen'],
    ];
    for (const [section, heading] of settings) {
      await page.goto(`/settings${section}`);
      await isGerman(page, heading);
    }
    await page.goto('/notifications');
    await isGerman(page, 'Benachrichtigungen');
    for (const path of MINE) {
      await page.goto(path);
      await isGerman(page);
    }
  },
  { ...GERMAN, expectedErrors: [/status of 40[14]/] },
);

scenario("the cookie counts more than the browser's language: operators read German", async ({ page, server }) => {
  await page.context().addCookies([{ name: 'locale', value: 'de', url: server.origin }]);
  const admin = await Api.registerAdmin(server);
  await page.goto('/login?next=/settings');
  await logIn(page, admin);
  await page.waitForURL('/settings');
  for (const section of OPERATOR) {
    await page.goto(`/operator${section}`);
    await isGerman(page, 'Betrieb');
  }
});

scenario('the language is chosen in the menu and in the settings', async ({ page }) => {
  await register(page);
  await page.goto('/settings/security?from=here');
  await inLanguage(page, 'en');
  await page.getByRole('heading', { name: 'Two-step log-in' }).waitFor();
  assert.notDeepEqual(await said(page, english), [], 'it is seen when a page is English');

  await page.getByTestId('theme-menu').click();
  await page.locator('[data-testid="language-option"][data-value="de"]').click();
  await isGerman(page, 'Anmeldung in zwei Schritten');
  assert.equal(new URL(page.url()).pathname, '/settings/security', 'the page is the same');

  await openSettings(page, 'account');
  await page.locator('[data-testid="settings-language"][data-value="en"]').click();
  await inLanguage(page, 'en');
  await page.getByRole('heading', { name: 'Language and look' }).waitFor();
  await page.locator('[data-testid="settings-language"][data-value="en"][aria-pressed="true"]').waitFor();
});
