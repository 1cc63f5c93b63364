// The operator's live view: what every part of the server does, and what can be done about it.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, somebody } from './support/api.mjs';
import { SAMPLE, SMALL_SAMPLE } from './support/media.mjs';
import { logIn, openOperator, register } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

// One worker: what stands behind it waits.
const scenario = stage({ PLAYHOUSE_WORKERS: '1' });
const FORBIDDEN = /status of (401|403|404)/;
const FREEZE_MS = 120_000;
const CROWD = 2000;

let admin;
let people;

/** The server's admin and a member, over the API. */
async function cast(server) {
  people ??= await (async () => {
    admin = await Api.registerAdmin(server);
    return { root: await Api.logIn(server.origin, admin), ada: await Api.register(server.origin) };
  })();
  return people;
}

async function operate(page, section) {
  await page.goto('/login?next=/studio');
  await logIn(page, admin);
  await page.waitForURL('/studio');
  await openOperator(page, section);
}

const actorRow = (page, kind, label) => {
  const named = label ? `[data-label="${label}"]` : '';
  return page.locator(`[data-testid="actor-row"][data-kind="${kind}"]${named}`).first();
};

/** A segment that is being encoded and, since its worker stands still, stays so; `thaw` lets it go. */
async function freezeSegment(root, video) {
  const jobs = async () => (await root.json('GET', '/operator/jobs')).items;
  const isEncoded = (job) =>
    job.video === video && job.kind === 'video' && job.lane === 'background' && job.worker_pid != null;
  const deadline = Date.now() + FREEZE_MS;
  while (Date.now() < deadline) {
    const found = (await jobs()).find(isEncoded);
    if (!found) {
      await pause(50);
      continue;
    }
    const signal = (name) => {
      try {
        process.kill(found.worker_pid, name);
      } catch {
        // It has ended meanwhile.
      }
    };
    signal('SIGSTOP');
    // What it had made by then is taken in: what it is at now, it stays at.
    const seen = [];
    for (let look = 0; look < 4; look += 1)
      seen.push((await jobs()).find((job) => job.worker_pid === found.worker_pid));
    const [before, last] = seen.slice(-2);
    if (last && isEncoded(last) && before?.id === last.id) return { job: last, thaw: () => signal('SIGCONT') };
    signal('SIGCONT');
  }
  throw new Error('no segment was being encoded');
}

scenario(
  'actors are seen at work while a video is made, and one begins anew before one’s eyes',
  async ({ page, server }) => {
    const { ada } = await cast(server);
    await operate(page, 'overview');
    await page.locator('[data-testid="operator-pulse"][data-state="live"]').waitFor();
    await page.locator('[data-testid="operator-chart"] canvas').first().waitFor();

    await page.getByTestId('operator-actors').click();
    await actorRow(page, 'media_workers').waitFor();
    const video = await ada.upload(SAMPLE, { title: 'On the bench' });
    await actorRow(page, 'transcode', video).waitFor();
    assert.equal(
      await actorRow(page, 'transcode', video).getAttribute('aria-level'),
      '2',
      'below the actor that keeps videos',
    );

    // Looked into by keyboard: found, opened, closed again.
    await page.getByTestId('actor-search').fill(`transcode ${video}`);
    await page.getByTestId('actor-grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const sheet = page.getByTestId('actor-sheet');
    await sheet.getByText('JobEvent').waitFor();
    // What one looks at is in the address, for whoever is to see it as well.
    await page.waitForURL((url) => url.searchParams.get('q') === `transcode ${video}` && url.searchParams.has('actor'));
    await page.reload();
    await sheet.getByText('JobEvent').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.getByTestId('actor-search').fill('');
    await page.waitForURL('/operator/actors');

    const evictor = actorRow(page, 'evictor');
    await evictor.getByTestId('actor-restart').click();
    await page.getByTestId('actor-restart-confirm').click();
    await evictor.getByTestId('actor-restarts').getByText('1', { exact: true }).waitFor();
    await page.getByTestId('operator-overview').click();
    const back = page.locator('[data-testid="operator-event"][data-event="running"]').filter({ hasText: 'evictor' });
    await back.waitFor();

    await page.getByTestId('operator-chart-look').getByText('Table').click();
    const table = page
      .locator('[data-testid="operator-chart"][data-name="messages"]')
      .getByTestId('operator-chart-table');
    await table.getByText('Mean').waitFor();
    await page.getByTestId('operator-chart-range').getByText('15').click();
    await page.waitForURL('/operator?range=15&look=table');
    await page.reload();
    await table.getByText('Mean').waitFor();
    assert.ok(await page.getByTestId('operator-chart-range').locator('[data-value="15"]').isChecked());

    // Held still, figures stay; they go on from where the server is.
    const rate = page.locator('[data-testid="operator-tile"][data-name="people"]');
    await page.getByTestId('operator-pause').click();
    await page.locator('[data-testid="operator-pulse"][data-state="paused"]').waitFor();
    const held = await rate.textContent();
    await Api.register(server.origin);
    assert.equal(await rate.textContent(), held);
    await page.getByTestId('operator-pause').click();
    await page.locator('[data-testid="operator-pulse"][data-state="live"]').waitFor();
    await ada.videoInState(video, 'ready');
  },
);

scenario(
  'a room that panics is seen to come back, and nothing that was said in it is lost',
  async ({ page, server }) => {
    const { ada, root } = await cast(server);
    const video = await ada.upload(SMALL_SAMPLE, { title: 'Talked about' });
    const say = (body) => ada.json('POST', `/videos/${video}/comments`, { body });
    await say('Before');
    await operate(page, 'actors');
    const room = actorRow(page, 'room', video);
    await room.waitFor();
    const { items } = await root.json('GET', '/operator/actors');
    const { id } = items.find(({ kind, label }) => kind === 'room' && label === video);
    await root.json('POST', `/operator/actors/${id}/panic`);
    await room.getByTestId('actor-restarts').getByText('1', { exact: true }).waitFor();
    await room.click();
    await page.getByTestId('actor-sheet').getByText('injected').first().waitFor();
    await say('After');
    await page.goto(`/watch/${video}`);
    for (const body of ['Before', 'After'])
      await page.getByTestId('comment').getByText(body, { exact: true }).waitFor();
  },
);

scenario(
  'thousands of actors are one line until they are opened, and few rows then',
  async ({ page, server }) => {
    await cast(server);
    await page.route('**/api/v1/operator/actors', async (route) => {
      const response = await route.fetch();
      const { items } = await response.json();
      const rooms = items.find(({ kind }) => kind === 'rooms');
      const crowd = Array.from({ length: CROWD }, (_, index) => {
        return { ...rooms, id: 100_000 + index, kind: 'room', label: `crowd${index}`, parent: rooms.id, rate: index };
      });
      await route.fulfill({ response, json: { items: [...items, ...crowd] } });
    });
    await operate(page, 'actors');
    const group = actorRow(page, 'room');
    await group.getByText('2,000').waitFor();
    assert.equal(await page.locator('[data-label^="crowd"]').count(), 0, 'folded');
    await group.getByTestId('actor-fold').click();
    await actorRow(page, 'room', 'crowd0').waitFor();
    assert.ok((await page.getByTestId('actor-row').count()) < 100, 'only what is on the screen is in the page');

    await page.locator('[data-testid="actor-order"][data-value="rate"]').click();
    await actorRow(page, 'room', `crowd${CROWD - 1}`).waitFor();
    await page.getByTestId('actor-grid').focus();
    await page.keyboard.press('End');
    const last = page.locator('[data-testid="actor-row"][aria-selected="true"]:not([data-kind="room"])');
    await last.waitFor();
    assert.ok(await last.evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight), 'one sees where one is');
    await page.getByTestId('actor-search').fill('crowd1234');
    await actorRow(page, 'room', 'crowd1234').waitFor();
    assert.equal(await page.locator('[data-label^="crowd"]').count(), 1);
  },
  // Their videos are made up, and have no names.
  { expectedErrors: [FORBIDDEN] },
);

scenario('a job is begun again, then cancelled, and what was given up is made after all', async ({ page, server }) => {
  const { root, ada } = await cast(server);
  await operate(page, 'jobs');
  const video = await ada.upload(SAMPLE, { title: 'Cut and come again' });
  const row = (id) => page.locator(`[data-testid="job"][data-id="${id}"]`);
  const act = async (id, action) => {
    await row(id).getByTestId('job-actions').click();
    await page.getByTestId(`job-${action}`).click();
    await page.getByTestId('job-confirm').click();
    await row(id).waitFor({ state: 'detached' });
  };

  const first = await freezeSegment(root, video);
  await row(first.job.id).locator('[data-state="running"]').waitFor();
  await row(first.job.id).getByText('Cut and come again').waitFor();
  // What waits behind it takes another place.
  const waiting = page
    .locator('[data-testid="job"]:has([data-state="waiting"]):has([data-testid="job-priority"])')
    .last();
  const moved = await waiting.getAttribute('data-id');
  await row(moved).getByTestId('job-priority').selectOption('normal');
  await page.waitForFunction(
    ([id]) => {
      const choice = document.querySelector(`[data-testid="job"][data-id="${id}"] [data-testid="job-priority"]`);
      return !choice || choice.value === 'normal';
    },
    [moved],
  );
  await act(first.job.id, 'retry');
  first.thaw();

  const second = await freezeSegment(root, video);
  await row(second.job.id).waitFor();
  await row(second.job.id).getByTestId('job-actions').click();
  await page.getByTestId('job-narrow').click();
  await page.waitForURL((url) => url.searchParams.get('video') === video);
  await page.getByTestId('job-video').getByText('Cut and come again').waitFor();
  await act(second.job.id, 'cancel');
  second.thaw();

  await page.getByTestId('job-show').getByText('Given up').click();
  await page.waitForURL((url) => url.searchParams.get('show') === 'dead' && url.searchParams.has('video'));
  const dead = page.locator(`[data-testid="dead-video"][data-video-id="${video}"]`);
  await dead.locator('[data-code="cancelled"]').waitFor();
  await dead.getByTestId('dead-retry').click();
  await dead.waitFor({ state: 'detached' });
  await ada.videoInState(video, 'ready');
  const { items } = await root.json('GET', '/operator/audit');
  const noted = items.map(({ action }) => action);
  for (const action of ['job.cancel', 'job.retry', 'job.priority'])
    assert.ok(noted.includes(action), `${action}: ${noted}`);
});

scenario('a comment rule takes effect, and a report is answered', async ({ page, server }) => {
  const { ada } = await cast(server);
  const video = await ada.upload(SAMPLE, { title: 'Talk of the town' });
  const say = (body) =>
    ada.fetch('POST', `/videos/${video}/comments`, {
      body: JSON.stringify({ body }),
      headers: { 'Content-Type': 'application/json' },
    });
  await operate(page, 'rules');
  await page.getByTestId('rule-word').fill('free casino');
  await page.getByTestId('rule-word-action').selectOption('refuse');
  await page.getByTestId('rule-word-add').click();
  await page.getByTestId('comment-rules-save').click();
  await page.getByText('The rules hold from now on').waitFor();
  assert.equal((await say('Come to my FREE casino')).ok, false, 'it is refused');

  await page.locator('[data-testid="rule"][data-name="free casino"]').getByTestId('rule-remove').click();
  // The button rests while the rules are on their way as well.
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
  await page.getByTestId('comment-rules-save').click();
  await saved;
  const { comment } = await (await say('Come to my free casino')).json();
  assert.ok(comment, 'without the rule it is taken');

  const other = await Api.register(server.origin);
  await other.json('POST', `/comments/${comment.id}/report`, { reason: 'Sells chances' });
  await page.getByTestId('operator-reports').click();
  const report = page.getByTestId('report').filter({ hasText: 'Sells chances' });
  await report.getByTestId('report-delete').click();
  await page.getByTestId('report-confirm').click();
  await report.waitFor({ state: 'detached' });
  // The row goes before the server has answered.
  await page.getByText('The comment is gone').waitFor();
  const { items } = await ada.json('GET', `/videos/${video}/comments`);
  assert.ok(!items.some(({ id, body }) => id === comment.id && body), 'the comment is gone');
});

scenario('a tier is made, changed and given', async ({ page, server }) => {
  await cast(server);
  const person = somebody();
  const api = await Api.register(server.origin, person);
  await operate(page, 'tiers');
  await page.getByTestId('tier-new').click();
  await page.getByTestId('tier-name').fill('friends');
  await page.getByTestId('tier-upload').fill('a lot');
  await page.getByTestId('tier-save').click();
  await page.getByTestId('field-error').waitFor();
  await page.getByTestId('tier-upload').fill('2.5 GB');
  await page.getByTestId('tier-save').click();
  const row = page.locator('[data-testid="operator-tier"][data-id="friends"]');
  await row.getByText('2.5 GB').waitFor();
  await row.getByTestId('tier-edit').click();
  await page.getByTestId('tier-open').fill('3');
  await page.getByTestId('tier-save').click();
  await row.getByText('3', { exact: true }).waitFor();

  await page.getByTestId('operator-people').click();
  await page.getByTestId('people-search').fill(person.email);
  await page.getByTestId('person').filter({ hasText: person.username }).getByTestId('person-actions').click();
  await page.getByTestId('person-give-tier').click();
  await page.getByTestId('give-tier').selectOption('friends');
  await page.getByTestId('give-tier-save').click();
  await page.getByText('has another tier').waitFor();
  assert.equal((await api.json('GET', '/users/me')).user.tier.name, 'friends');
});

scenario(
  'moderators are led to what is theirs, members to nothing',
  async ({ page, server }) => {
    const { root } = await cast(server);
    const person = await register(page);
    await page.getByTestId('account-menu').click();
    await page.getByTestId('settings-link').waitFor();
    assert.equal(await page.getByTestId('operator-link').count(), 0);
    await page.goto('/operator');
    await page.getByTestId('not-found').waitFor();
    const calls = ['overview', 'actors', 'jobs', 'dead-letters', 'reports', 'comment-rules', 'tiers', 'storage'];
    const statuses = await page.evaluate(
      (names) => Promise.all(names.map(async (name) => (await fetch(`/api/v1/operator/${name}`)).status)),
      calls,
    );
    assert.deepEqual(
      statuses,
      calls.map(() => 404),
    );

    const { items } = await root.json('GET', `/operator/users?search=${person.email}`);
    await root.json('PATCH', `/operator/users/${items[0].id}`, { role: 'moderator' });
    await page.goto('/');
    await openOperator(page, 'reports');
    await page.getByText('Nobody has anything to report.').waitFor();
    await page.getByTestId('operator-rules').waitFor();
    assert.equal(await page.getByTestId('operator-actors').count(), 0);
    assert.equal(await page.getByTestId('operator-pulse').count(), 0);
    await page.goto('/operator');
    await page.waitForURL('/operator/reports');
    await page.goto('/operator/people');
    await page.getByTestId('not-found').waitFor();
  },
  { expectedErrors: [FORBIDDEN] },
);

scenario(
  'the view says that the server is away, and comes back with it',
  async ({ page, server }) => {
    await cast(server);
    await operate(page, 'overview');
    const pulse = (state) => page.locator(`[data-testid="operator-pulse"][data-state="${state}"]`);
    await pulse('live').waitFor();
    await server.kill();
    await pulse('reconnecting').waitFor();
    await server.launch();
    await pulse('live').waitFor();
    await page.getByTestId('operator-tile').first().waitFor();
  },
  { expectedErrors: [FORBIDDEN, /WebSocket|ERR_CONNECTION|Failed to fetch/] },
);
