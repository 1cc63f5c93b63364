// Things that people do in the page, by the names that the app gives its elements.

import { somebody } from './api.mjs';

export async function register(page, person = somebody()) {
  await page.goto('/register');
  await page.getByTestId('register-email').fill(person.email);
  await page.getByTestId('register-username').fill(person.username);
  await page.getByTestId('register-password').fill(person.password);
  await page.getByTestId('register-submit').click();
  await page.getByTestId('account-menu').waitFor();
  return person;
}

export async function logIn(page, { email, password }) {
  await page.getByTestId('login-email').fill(email);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
}

export async function logOut(page) {
  await page.getByTestId('account-menu').click();
  await page.getByTestId('logout').click();
  await page.getByTestId('login-link').waitFor();
}

/** Through the account menu, as people go there. */
export async function openSettings(page, section = 'profile') {
  await page.getByTestId('account-menu').click();
  await page.getByTestId('settings-link').click();
  await page.getByTestId(`settings-${section}`).click();
}

/** Through the account menu as well; what is beside it depends on the role. */
export async function openOperator(page, section) {
  await page.getByTestId('account-menu').click();
  await page.getByTestId('operator-link').click();
  await page.getByTestId(`operator-${section}`).click();
}

/** Limits how fast bodies leave the browser, so that an upload is under way while one looks at it. */
export async function slowUploads(page, bytesPerSecond) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const limit = (uploadThroughput) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await limit(bytesPerSecond);
  return { lift: () => limit(-1) };
}

/** The card of the upload, once some share of its bytes is through. */
export async function uploadBeyond(page, share) {
  const item = page.getByTestId('upload-item');
  await item.waitFor();
  await page.waitForFunction((least) => {
    const bar = document.querySelector('[data-testid="upload-progress"]');
    return Number(bar?.getAttribute('aria-valuenow')) >= least;
  }, share * 100);
  return item;
}

/** How much of the upload is through, in percent, as the card says. */
export async function progressOf(page) {
  return Number(await page.getByTestId('upload-progress').getAttribute('aria-valuenow'));
}

export async function uploadState(page, ...states) {
  const wanted = states.map((state) => `[data-testid="upload-state"][data-state="${state}"]`).join(',');
  await page.locator(wanted).first().waitFor();
}

/** Waits until a condition holds for the `<video>` in the player: `([video, argument]) => boolean`. */
export async function videoUntil(page, condition, argument) {
  const video = await page.getByTestId('player-video').elementHandle();
  await page.waitForFunction(condition, [video, argument]);
}

/**
 * The app has taken over from what the server drew, and everything that it shows at first is there: no request under
 * way, fonts and pictures decoded.
 */
export async function settled(page) {
  await page.locator('.fp-bar').waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
    const shown = [...document.images].filter((image) => image.loading !== 'lazy' || image.complete);
    await Promise.all(shown.map((image) => image.decode().catch(() => undefined)));
  });
}
