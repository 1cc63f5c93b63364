// Signing in and out, and what strangers are told.

import assert from 'node:assert/strict';
import { Api, somebody } from './support/api.mjs';
import { SMALL_SAMPLE } from './support/media.mjs';
import { logIn, logOut, register } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const REFUSED = /status of 401/;
const CONFLICT = /status of 4(09|22)/;
const MISSING = /status of 404/;

scenario(
  'signing in says what is wrong, and leads to where one was headed',
  async ({ page }) => {
    const person = await register(page);
    await logOut(page);

    await page.goto('/studio?from=mail');
    await page.waitForURL('/login?**');
    await logIn(page, { ...person, password: 'not the right one' });
    await page.getByTestId('form-error').filter({ hasText: /wrong/i }).waitFor();
    assert.equal(await page.getByTestId('login-email').inputValue(), person.email);
    await logIn(page, person);
    await page.waitForURL('/studio?from=mail');
    await page.getByTestId('account-menu').waitFor();

    // It lasts beyond a reload, and ends when one says so.
    await page.reload();
    await page.getByTestId('account-menu').waitFor();
    await logOut(page);
    await page.goto('/upload');
    await page.waitForURL('/login?**');
  },
  { expectedErrors: [REFUSED] },
);

scenario('the way back from where one signed in leads past the form', async ({ page }) => {
  const person = await register(page);
  await logOut(page);
  await page.goto(`/@${person.username}`);
  await page.getByTestId('login-link').click();
  await logIn(page, person);
  await page.waitForURL('/');
  await page.getByTestId('account-menu').waitFor();
  await page.goBack();
  await page.waitForURL(`/@${person.username}`);
});

scenario(
  'a name that is taken is said at its field',
  async ({ page, server }) => {
    const person = somebody();
    await Api.register(server.origin, person);
    await page.goto('/register');
    await page.getByTestId('register-email').fill(`other-${person.email}`);
    await page.getByTestId('register-username').fill(person.username);
    await page.getByTestId('register-password').fill(person.password);
    await page.getByTestId('register-submit').click();
    await page.getByTestId('field-error').or(page.getByTestId('form-error')).filter({ hasText: /taken/i }).waitFor();
  },
  { expectedErrors: [CONFLICT] },
);

scenario(
  'what one may not know about is a page that is not there',
  async ({ page, server }) => {
    const owner = await Api.register(server.origin);
    const id = await owner.upload(SMALL_SAMPLE, { visibility: 'private' });
    const person = await register(page);
    assert.equal((await page.goto('/@nobody-by-this-name')).status(), 404);
    for (const path of [`/watch/${id}`, '/watch/nothinghere', '/no/such/page']) {
      const response = await page.goto(path);
      assert.equal(response.status(), 404, path);
      await page.getByTestId('not-found').waitFor();
      assert.ok(!(await page.content()).includes('bbb-270p'), `${path} names the video`);
    }
    // Whoever is not known may be told more when they are.
    await logOut(page);
    await page.goto(`/watch/${id}`);
    await page.getByTestId('not-found-sign-in').click();
    await logIn(page, person);
    await page.waitForURL(`/watch/${id}`);
    await page.getByTestId('not-found').waitFor();
    await owner.json('DELETE', `/videos/${id}`);
  },
  { expectedErrors: [MISSING] },
);
