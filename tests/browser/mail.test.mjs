// What people do with the mails that they get; a server on one's own machine writes them to its log.

import assert from 'node:assert/strict';
import { logIn, logOut, register } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const WRONG_CODE = /status of 422/;

scenario(
  'a forgotten password is set anew by a link, which leaves no trace in the address bar',
  async ({ page, server }) => {
    const person = await register(page);
    await logOut(page);
    await page.goto('/login');
    await page.getByTestId('forgot-link').click();
    await page.getByTestId('forgot-email').fill(person.email);
    await page.getByTestId('forgot-submit').click();
    await page.getByTestId('forgot-done').waitFor();
    await page.goto(await server.logged(/^(http:\S+\/reset#token=\S+)$/gm));
    await page.waitForURL('/reset');
    await page.getByTestId('reset-password').fill('another password entirely');
    await page.getByTestId('reset-submit').click();
    await page.getByTestId('reset-done').click();
    await logIn(page, { ...person, password: 'another password entirely' });
    await page.getByTestId('account-menu').waitFor();
  },
);

scenario(
  'an address is confirmed by the code of the mail',
  async ({ page, server }) => {
    await register(page);
    await page.getByTestId('account-menu').click();
    await page.getByTestId('verify-link').click();
    await page.getByTestId('verify-send').click();
    const code = await server.logged(/^(\d{8}) is the code/gm);
    await page.getByTestId('verify-code').fill(code === '00000000' ? '11111111' : '00000000');
    await page.getByTestId('verify-submit').click();
    await page.getByTestId('field-error').filter({ hasText: /wrong/i }).waitFor();
    await page.getByTestId('verify-code').fill(`${code.slice(0, 4)} ${code.slice(4)}`);
    await page.getByTestId('verify-submit').click();
    await page.getByTestId('verify-done').waitFor();
    await page.getByTestId('account-menu').click();
    await page.getByTestId('logout').waitFor();
    assert.equal(await page.getByTestId('verify-link').count(), 0);
  },
  { expectedErrors: [WRONG_CODE] },
);

scenario('the link that a new server logs makes the first admin', async ({ page, server }) => {
  // Others of this file have registered: the link is good as long as there is no admin.
  await page.goto(await server.logged(/(http:\S+\/register#admin_token=[0-9a-f]+)/g));
  await page.waitForURL('/register');
  const name = `root${Date.now()}`;
  await page.getByTestId('register-email').fill(`${name}@example.org`);
  await page.getByTestId('register-username').fill(name);
  await page.getByTestId('register-password').fill('a password for root');
  await page.getByTestId('register-submit').click();
  await page.getByTestId('account-menu').waitFor();
  const me = await page.evaluate(async () => (await fetch('/api/v1/users/me')).json());
  assert.equal(me.user.role, 'admin');
});
