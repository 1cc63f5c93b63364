// No serious or critical finding of axe on any page, in both themes, at three widths.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { furnish, MAYA } from './support/house.mjs';
import { logIn, settled } from './support/page.mjs';
import { memberPages, visitorPages } from './support/page-list.mjs';
import { launchBrowser } from './support/scenario.mjs';
import { Server } from './support/server.mjs';

const AXE = fileURLToPath(new URL('./node_modules/axe-core/axe.min.js', import.meta.url));
const WIDTHS = [320, 768, 1440];
const THEMES = ['light', 'dark'];

let server;
let browser;
let house;
let scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
  house = await furnish(server, scratch);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** What axe finds on the page as it is now, worst kinds alone. */
async function findings(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n    ${failureSummary}`).join('\n    ')}`,
    );
}

/** Colours have arrived where the theme takes them. */
async function still(page) {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(finite.map(({ finished }) => finished.catch(() => undefined)));
  });
}

async function look(page, { name, path }) {
  const found = [];
  await page.goto(path);
  await settled(page);
  for (const width of WIDTHS) {
    for (const colorScheme of THEMES) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await still(page);
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
      for (const finding of await findings(page)) found.push(`${name} at ${width} px, ${colorScheme}: ${finding}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) found.push(`${name} at ${width} px is ${overflow} px too wide`);
    }
  }
  return found;
}

/** Browser windows at work side by side. */
const WINDOWS = 2;

/** Everything found on these pages, as somebody sees them who has signed in or not. Pages forbid foreign scripts; axe is one of ours. */
async function everyPage(pages, person) {
  const waiting = [...pages];
  const found = [];
  const work = async () => {
    const context = await browser.newContext({ baseURL: server.origin, bypassCSP: true });
    const page = await context.newPage();
    if (person) {
      await page.goto('/login');
      await logIn(page, person);
      await page.getByTestId('account-menu').waitFor();
    }
    for (let next = waiting.shift(); next; next = waiting.shift()) found.push(...(await look(page, next)));
    await context.close();
  };
  await Promise.all(Array.from({ length: WINDOWS }, work));
  assert.deepEqual(found, []);
}

describe('accessibility', () => {
  test('of the pages that visitors see', () => everyPage(visitorPages(house)));
  test('of the pages that people see who are signed in', () => everyPage(memberPages(house), MAYA));
});
