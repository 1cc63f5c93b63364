// What operators do: let people in, keep people out, and see what was done.

import assert from 'node:assert/strict';
import { Api, somebody } from './support/api.mjs';
import { logIn, openOperator } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage({ PLAYHOUSE_SIGNUP: 'approval' });
const FORBIDDEN = /status of (401|403|404)/;

async function askToJoin(page) {
  const person = somebody();
  await page.goto('/register');
  await page.getByTestId('register-email').fill(person.email);
  await page.getByTestId('register-username').fill(person.username);
  await page.getByTestId('register-password').fill(person.password);
  await page.getByTestId('register-submit').click();
  await page.getByTestId('register-pending').waitFor();
  return person;
}

async function tryToLogIn(page, person) {
  await page.goto('/login?next=/studio');
  await logIn(page, person);
}

let admin;

/** Signs the server's admin in, and goes to those who wait. */
async function operate(page, server) {
  admin ??= await Api.registerAdmin(server);
  await tryToLogIn(page, admin);
  await page.waitForURL('/studio');
  await openOperator(page, 'sign-ups');
}

scenario(
  'a sign-up is approved, another refused',
  async ({ page, server }) => {
    const wanted = await askToJoin(page);
    const unwanted = await askToJoin(page);
    await tryToLogIn(page, wanted);
    await page
      .getByTestId('form-error')
      .filter({ hasText: /approve/ })
      .waitFor();

    const visitor = await (await page.context().browser().newContext({ baseURL: server.origin })).newPage();
    await operate(page, server);
    const row = (person) => page.getByTestId('sign-up').filter({ hasText: person.username });
    await row(wanted).getByTestId('sign-up-approve').click();
    await row(wanted).waitFor({ state: 'detached' });
    await row(unwanted).getByTestId('sign-up-refuse').click();
    await page.getByTestId('sign-up-refuse-confirm').click();
    await row(unwanted).waitFor({ state: 'detached' });

    await tryToLogIn(visitor, unwanted);
    await visitor.getByTestId('form-error').waitFor();
    await tryToLogIn(visitor, wanted);
    await visitor.waitForURL('/studio');
    await visitor.getByTestId('account-menu').click();
    await visitor.getByTestId('settings-link').waitFor();
    assert.equal(await visitor.getByTestId('operator-link').count(), 0, 'members are not led to the operators’ pages');
    await visitor.goto('/operator');
    await visitor.getByTestId('not-found').waitFor();
    await visitor.context().close();
  },
  { expectedErrors: [FORBIDDEN] },
);

scenario(
  'a person is found, made moderator, banned with a reason and let back in',
  async ({ page, server }) => {
    const person = await askToJoin(page);
    await operate(page, server);
    await page.getByTestId('sign-up').filter({ hasText: person.username }).getByTestId('sign-up-approve').click();
    await page.getByText('Nobody waits.').waitFor();

    await page.getByTestId('operator-people').click();
    await page.getByTestId('people-search').fill(person.email);
    await page.waitForURL((url) => url.searchParams.has('q'));
    const row = page.getByTestId('person').filter({ hasText: person.username });
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="person"]').length === 1);

    await row.getByTestId('person-actions').click();
    await page.getByTestId('person-change-role').click();
    await page.getByTestId('account-role').selectOption('moderator');
    await page.getByTestId('account-save').click();
    await row.filter({ hasText: 'moderator' }).waitFor();

    await row.getByTestId('person-actions').click();
    await page.getByTestId('person-change-status').click();
    await page.getByTestId('account-reason').fill('Sells watches in every comment');
    await page.getByTestId('account-save').click();
    await row.locator('[data-status="banned"]').waitFor();
    await row.getByText('Sells watches').waitFor();

    const visitor = await (await page.context().browser().newContext({ baseURL: server.origin })).newPage();
    await tryToLogIn(visitor, person);
    await visitor.getByTestId('form-error').waitFor();
    await visitor.goto(`/@${person.username}`);
    await visitor.getByTestId('not-found').waitFor();

    await row.getByTestId('person-actions').click();
    await page.getByTestId('person-change-status').click();
    await page.getByTestId('account-save').click();
    await row.locator('[data-status="active"]').waitFor();
    await tryToLogIn(visitor, person);
    await visitor.waitForURL('/studio');
    await visitor.context().close();

    await page.getByTestId('operator-audit').click();
    const entry = page.getByTestId('audit-row').filter({ hasText: 'Sells watches' });
    await entry.filter({ hasText: person.username }).filter({ hasText: admin.username }).waitFor();

    // Nobody does it to themselves.
    await page.getByTestId('operator-people').click();
    const own = page.getByTestId('person').filter({ hasText: admin.email });
    await own.waitFor();
    await own.getByTestId('person-actions').click();
    await page.getByTestId('person-give-tier').waitFor();
    assert.equal(await page.getByTestId('person-change-role').count(), 0);
    assert.equal(await page.getByTestId('person-change-status').count(), 0);
  },
  { expectedErrors: [FORBIDDEN] },
);
