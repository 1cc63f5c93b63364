// What people see and change of their own account.

import assert from 'node:assert/strict';
import { Api } from './support/api.mjs';
import { png } from './support/images.mjs';
import { SMALL_SAMPLE } from './support/media.mjs';
import { logIn, logOut, openSettings, register, videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';
import { totp } from './support/totp.mjs';

const scenario = stage();
const REFUSED = /status of 401/;
const WRONG = /status of (403|422)/;

/** Waits for words at the field that has the focus: whoever typed is where the mistake is. */
async function wrongAt(page, field, words) {
  await page.getByTestId('field-error').filter({ hasText: words }).waitFor();
  await page.waitForFunction((testid) => document.activeElement?.dataset.testid === testid, field);
  assert.equal(await page.getByTestId(field).getAttribute('aria-invalid'), 'true');
}

scenario(
  'who one is, with pictures, is shown on the channel',
  async ({ page }) => {
    const person = await register(page);
    await openSettings(page);
    await page.getByTestId('profile-name').fill('Ada of the Analytical Engine');
    await page.getByTestId('profile-bio').fill('First line\nSecond line');
    await page.getByTestId('profile-links').fill('javascript:alert(1)');
    await page.getByTestId('profile-save').click();
    await wrongAt(page, 'profile-links', /URL/);
    await page.getByTestId('profile-links').fill('example.org/ada\nhttps://www.example.net');
    await page.getByTestId('profile-save').click();
    await page.getByText('Profile saved').waitFor();

    const pictures = { avatar: png(300, 300, [20, 60, 200]), banner: png(1200, 400, [200, 60, 20]) };
    for (const [kind, buffer] of Object.entries(pictures)) {
      await page.getByTestId(`${kind}-file`).setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer });
      await page.locator('img[src^="blob:"]').waitFor();
      await page.getByTestId(`${kind}-save`).click();
      await page.locator(`main img[src*="/people/"][src*="/${kind}/"]`).waitFor();
    }

    await page.goto(`/@${person.username}`);
    await page.getByTestId('channel-name').filter({ hasText: 'Ada of the Analytical Engine' }).waitFor();
    assert.match(await page.getByTestId('channel-bio').innerText(), /^First line\nSecond line$/);
    const links = page.getByTestId('channel-link');
    assert.deepEqual(await links.allInnerTexts(), ['example.org/ada', 'example.net']);
    assert.match(await links.first().getAttribute('rel'), /nofollow.*noopener/);
    for (const image of ['[data-testid="channel-avatar"] img', 'img[data-testid="channel-banner"]']) {
      await page.waitForFunction((selector) => document.querySelector(selector)?.naturalWidth > 0, image);
    }

    // And taken back.
    await page.getByTestId('channel-edit').click();
    await page.getByTestId('avatar-remove').click();
    await page.getByTestId('avatar-remove').waitFor({ state: 'detached' });
    await page.goto(`/@${person.username}`);
    await page.getByTestId('channel-banner').waitFor();
    assert.equal(await page.locator('[data-testid="channel-avatar"] img').count(), 0);
  },
  { expectedErrors: [WRONG] },
);

scenario(
  'a phone is confirmed by the code that it gets, and removed',
  async ({ page, server }) => {
    await register(page);
    await openSettings(page, 'account');
    await page.getByTestId('tier').waitFor();
    await page.getByTestId('phone-edit').click();
    await page.getByTestId('phone-number').fill('030 123');
    await page.getByTestId('phone-save').click();
    await wrongAt(page, 'phone-number', /country/);
    await page.getByTestId('phone-number').fill('+49 (30) 1234-567');
    await page.getByTestId('phone-save').click();
    await page.locator('[data-testid="phone-state"][data-state="open"]').waitFor();
    const code = await server.logged(/(\d{8}) is (?:the|your) code/g);
    await page.getByTestId('phone-code').fill(code === '00000000' ? '11111111' : '00000000');
    await page.getByTestId('phone-confirm').click();
    await wrongAt(page, 'phone-code', /wrong/);
    await page.getByTestId('phone-code').fill(code);
    await page.getByTestId('phone-confirm').click();
    await page.locator('[data-testid="phone-state"][data-state="confirmed"]').waitFor();
    await page.getByText('+49301234567').waitFor();
    await page.getByTestId('phone-remove').click();
    await page.getByTestId('phone-state').waitFor({ state: 'detached' });

    await page.getByTestId('email-send').click();
    await page.getByTestId('email-code').waitFor();
    await page.getByTestId('email-code').fill(await server.logged(/^(\d{8}) is the code/gm));
    await page.getByTestId('email-confirm').click();
    await page.locator('[data-testid="email-state"][data-state="confirmed"]').waitFor();
  },
  { expectedErrors: [WRONG] },
);

scenario(
  'with two-step log-in a password alone opens nothing; a code or a recovery code does',
  async ({ page }) => {
    const person = await register(page);
    await openSettings(page, 'security');
    await page.getByTestId('totp-switch').click();
    await page.getByTestId('totp-password').fill('not the right one');
    await page.getByTestId('totp-begin').click();
    await wrongAt(page, 'totp-password', /wrong/);
    await page.getByTestId('totp-password').fill(person.password);
    await page.getByTestId('totp-begin').click();
    const secret = await page.getByTestId('totp-secret').innerText();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const renewals = [];
    page.on('request', (request) => request.url().includes('/auth/') && renewals.push(request.url()));
    await page.getByTestId('totp-code').fill('12345');
    await page.getByTestId('totp-confirm').click();
    await wrongAt(page, 'totp-code', /wrong/);
    assert.deepEqual(renewals, [], 'a wrong code is sent once: it is no session that has run out');
    await page.getByTestId('totp-code').fill(totp(secret));
    await page.getByTestId('totp-confirm').click();
    await page.getByTestId('recovery-done').waitFor();
    await page.locator('[data-testid="totp-state"][data-state="on"]').waitFor();
    const codes = await page.getByTestId('recovery-code').allInnerTexts();
    assert.ok(codes.length >= 8, `${codes.length} recovery codes`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('recovery-download').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'playhouse-recovery-codes.txt');
    await page.getByTestId('recovery-done').click();
    await page.getByTestId('recovery-code').first().waitFor({ state: 'detached' });

    await logOut(page);
    await page.goto('/login?next=/studio');
    await logIn(page, person);
    await page.getByTestId('login-code').waitFor();
    assert.equal(await page.getByTestId('form-error').count(), 0, 'being asked for a code is no mistake');
    await page.getByTestId('login-code').fill('12345');
    await page.getByTestId('login-submit').click();
    await wrongAt(page, 'login-code', /wrong/);
    await page.getByTestId('login-code').fill(totp(secret, 1));
    await page.getByTestId('login-submit').click();
    await page.waitForURL('/studio');

    await logOut(page);
    await page.goto('/login');
    await logIn(page, person);
    await page.getByTestId('login-code').fill(codes[0]);
    await page.getByTestId('login-submit').click();
    await openSettings(page, 'security');
    await page.getByText(`${codes.length - 1} recovery codes left`).waitFor();

    await page.getByTestId('totp-switch').click();
    await page.getByTestId('totp-password').fill(person.password);
    await page.getByTestId('totp-code').fill(codes[1]);
    await page.getByTestId('totp-remove').click();
    await page.locator('[data-testid="totp-state"][data-state="off"]').waitFor();
    await logOut(page);
    await page.goto('/login?next=/studio');
    await logIn(page, person);
    await page.waitForURL('/studio');
  },
  { expectedErrors: [REFUSED, WRONG] },
);

scenario(
  'an API key is shown once, acts for its person, and is refused when it is removed',
  async ({ page, server }) => {
    const person = await register(page);
    await openSettings(page, 'security');
    await page.getByTestId('api-key-new').click();
    await page.getByTestId('api-key-scope').first().uncheck();
    await page.getByTestId('api-key-create').click();
    await wrongAt(page, 'api-key-name', /characters/);
    await page.getByTestId('api-key-name').fill('Nightly backup');
    await page.getByTestId('api-key-scope').first().check();
    assert.equal(await page.getByTestId('api-key-scope').count(), 3, 'the scope for operators is for admins');
    await page.getByTestId('api-key-create').click();
    const key = await page.getByTestId('api-key-secret').innerText();

    const ask = () => fetch(`${server.origin}/api/v1/users/me`, { headers: { Authorization: `Bearer ${key}` } });
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).user.username, person.username);

    await page.getByTestId('api-key-done').click();
    await openSettings(page, 'security');
    const row = page.getByTestId('api-key').filter({ hasText: 'Nightly backup' });
    await row.waitFor();
    assert.equal(await page.getByText(key).count(), 0);
    await row.getByTestId('api-key-remove').click();
    await page.getByTestId('api-key-remove-confirm').click();
    await row.waitFor({ state: 'detached' });
    assert.equal((await ask()).status, 401);
  },
  { expectedErrors: [WRONG] },
);

scenario('a session is ended from another device, and a new password ends them all', async ({ page, server }) => {
  const person = await register(page);
  const elsewhere = await page.context().browser().newContext({ baseURL: server.origin });
  const other = await elsewhere.newPage();
  const signInThere = async () => {
    await other.goto('/login?next=/studio');
    await logIn(other, person);
    await other.waitForURL('/studio');
  };
  await signInThere();

  await openSettings(page, 'security');
  const rows = page.getByTestId('session');
  await rows.nth(1).waitFor();
  assert.equal(await page.locator('[data-testid="session"][data-current="true"]').count(), 1);
  await page.getByTestId('session-end').click();
  await rows.nth(1).waitFor({ state: 'detached' });
  await other.reload();
  await other.waitForURL('/login?**');

  await signInThere();
  await openSettings(other);
  await page.getByTestId('password-current').fill(person.password);
  await page.getByTestId('password-new').fill('quite another password');
  await page.getByTestId('password-save').click();
  await page.getByText('Password changed').waitFor();
  await other.getByTestId('settings-security').click();
  await other.waitForURL('/login?**');
  assert.equal(new URL(other.url()).searchParams.get('next'), '/settings/security', 'back to the section');
  await elsewhere.close();
  await page.goto('/studio');
  await logOut(page);
  await page.goto('/login?next=/studio');
  await logIn(page, { ...person, password: 'quite another password' });
  await page.waitForURL('/studio');
});

scenario('how videos begin is set once, and holds in the player and on cards', async ({ page, server }) => {
  const api = await Api.register(server.origin);
  await api.videoInState(await api.upload(SMALL_SAMPLE, { title: 'What is next' }), 'ready');
  const id = await api.upload(SMALL_SAMPLE, { title: 'Set once' });
  await api.videoWithPoster(id);
  await register(page);
  await openSettings(page, 'account');
  const flip = (kind) => page.locator(`[data-testid="settings-playback"][data-kind="${kind}"]`).press('Space');
  await flip('autoplay');
  await flip('previews');
  await page.getByTestId('settings-speed').selectOption('1.5');
  await page.getByTestId('settings-quality').selectOption('480');
  await page.getByTestId('settings-captions').selectOption('de');
  await page.reload();
  assert.equal(await page.getByTestId('settings-quality').inputValue(), '480', 'it is kept');
  assert.equal(await page.getByTestId('settings-captions').inputValue(), 'de');

  await page.goto(`/watch/${id}`);
  await page.getByTestId('player-start').click();
  await videoUntil(page, ([video]) => video.playbackRate === 1.5 && video.currentTime > 0.2);
  assert.equal(await page.getByTestId('autoplay-switch').isChecked(), false);

  const rest = async () => {
    await page.goto('/');
    await page.clock.install();
    await page.getByTestId('video-card').first().hover();
    await page.clock.runFor(5000);
  };
  await rest();
  assert.equal(await page.getByTestId('card-preview').count(), 0);
  await openSettings(page, 'account');
  await flip('previews');
  await rest();
  await page.getByTestId('card-preview').waitFor();
});

scenario(
  'the palette leads to every part of the settings, and to videos of pages that are not read yet',
  async ({ page, server }) => {
    const person = await register(page);
    const own = await Api.logIn(server.origin, person);
    const old = await own.upload(SMALL_SAMPLE, { title: 'Long ago' });
    await own.upload(SMALL_SAMPLE, { title: 'Just now' });
    await page.route('**/api/v1/videos?*mine=true*', async (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('limit', '1');
      await route.fulfill({ response: await route.fetch({ url: url.href }) });
    });
    await page.reload();
    await page.getByTestId('account-menu').waitFor();
    const go = async (typed, id) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill(typed);
      await page.locator(`[data-testid="palette-item"][data-id="${id}"]`).click();
    };
    await go('two-step', 'settings-security');
    await page.waitForURL('/settings/security');
    await go('autoplay', 'settings-account');
    await page.waitForURL('/settings/account');
    await go('notif', 'notifications');
    await page.waitForURL('/notifications');
    await go('webcam', 'record');
    await page.waitForURL('/record');
    await go('long ago', `video-${old}`);
    await page.waitForURL(`/watch/${old}`);
  },
);
