// A test with a server and a browser of its file, and with the evidence when it fails.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Server } from './server.mjs';

const FAILURES = fileURLToPath(new URL('../failures/', import.meta.url));
/** Locators and conditions wait so long: a debug server on two busy cores is slow. */
const PATIENCE_MS = 60_000;
/** What fails at first and passes on a fresh page is told as such, with the evidence, and listed after the run. */
const TRIES = 2;

/** `flags` are of the browser, beside those that every test has. */
export function launchBrowser(flags = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // As root, Chromium's own sandbox cannot start.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--autoplay-policy=no-user-gesture-required', ...flags],
  });
}

/** What the page did that no page of ours may do: errors on the console, and requests to anybody else. */
export class Watchdog {
  errors = [];
  foreign = [];

  constructor(page, origin) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const local = url.protocol === 'blob:' || url.protocol === 'data:';
      if (!local && url.origin !== origin) this.foreign.push(request.url());
    });
  }

  check(expected, hosts) {
    const surprising = this.errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
    assert.deepEqual(surprising, [], 'errors on the console');
    const foreign = this.foreign.filter((url) => !hosts.some((host) => new URL(url).hostname === host));
    assert.deepEqual(foreign, [], 'requests to other hosts');
  }
}

/** Declares what a test file needs, the server's settings and the browser's flags among it; the answer is its `scenario` function. */
export function stage(settings, flags) {
  let server;
  let browser;
  before(async () => {
    [server, browser] = await Promise.all([Server.start(settings), launchBrowser(flags)]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /**
   * Runs `play` on a fresh page, as a visitor without cookies. `expectedErrors` are patterns of console messages,
   * `expectedHosts` those that the test itself plays; `locale` is the language of the browser.
   */
  return function scenario(name, play, { expectedErrors = [], expectedHosts = [], locale = 'en-US' } = {}) {
    test(name, async (t) => {
      for (let left = TRIES - 1; ; left -= 1) {
        try {
          await attempt(name, play, { expectedErrors, expectedHosts, locale, t });
          return;
        } catch (error) {
          if (left === 0) throw error;
          t.diagnostic(`FLAKY, failed once: ${name}: ${error.message}`);
        }
      }
    });
  };

  async function attempt(name, play, { expectedErrors, expectedHosts, locale, t }) {
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({ baseURL: server.origin, viewport, locale });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const watchdog = new Watchdog(page, server.origin);
    try {
      await play({ page, server, t });
      watchdog.check(expectedErrors, expectedHosts);
    } catch (error) {
      await mkdir(FAILURES, { recursive: true });
      const path = `${FAILURES}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`;
      await page.screenshot({ path }).catch(() => undefined);
      console.error(`--- ${name}: at ${page.url()}, picture in ${path}`);
      console.error(`--- console\n${watchdog.errors.join('\n')}\n--- server\n${server.log}\n---`);
      throw error;
    } finally {
      await context.close();
    }
  }
}
