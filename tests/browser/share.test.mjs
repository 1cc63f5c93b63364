// What others are shown of a video without JavaScript, and what its words may not do.

import assert from 'node:assert/strict';
import { Api } from './support/api.mjs';
import { SMALL_SAMPLE } from './support/media.mjs';
import { videoUntil } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const EVIL = '</script><script>alert(1)</script>';

/** `content` of the meta tags, by property or name. */
function metaOf(html) {
  const tags = html.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)"/g);
  return Object.fromEntries([...tags].map(([, name, content]) => [name, content]));
}

scenario('a link to a video carries its title, words and picture without JavaScript', async ({ server }) => {
  const api = await Api.register(server.origin);
  const id = await api.upload(SMALL_SAMPLE, { title: 'Rabbit & friends', description: 'They meet.\nThey part.' });
  await api.videoWithPoster(id);
  const response = await fetch(`${server.origin}/watch/${id}`);
  assert.equal(response.status, 200);
  const html = await response.text();
  const meta = metaOf(html);
  assert.match(html, /<title>Rabbit &amp; friends · Playhouse<\/title>/);
  assert.equal(meta['og:title'], 'Rabbit &amp; friends');
  assert.equal(meta['og:description'], 'They meet. They part.');
  assert.equal(meta['og:type'], 'video.other');
  assert.equal(meta['og:url'], `${server.origin}/watch/${id}`);
  assert.equal(meta['og:video:url'], `${server.origin}/embed/${id}`);
  assert.equal(meta['twitter:card'], 'player');
  assert.match(html, new RegExp(`<link rel="canonical" href="${server.origin}/watch/${id}">`));
  const linked = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)[1]);
  assert.equal(linked['@type'], 'VideoObject');
  assert.equal(linked.name, 'Rabbit & friends');
  const picture = await fetch(meta['og:image']);
  assert.equal(picture.status, 200);
  assert.equal(picture.headers.get('Content-Type'), 'image/jpeg');
  await api.json('DELETE', `/videos/${id}`);
});
scenario(
  'a title and description of markup are words and nothing else',
  async ({ page, server }) => {
    const api = await Api.register(server.origin);
    const { user } = await api.json('GET', '/users/me');
    const id = await api.upload(SMALL_SAMPLE, { title: EVIL, description: `${EVIL}<img src=x onerror=alert(2)>` });
    await api.videoInState(id, 'playable', 'ready');
    const dialogs = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    await page.goto(`/watch/${id}`);
    await page.getByTestId('video-title').filter({ hasText: EVIL }).waitFor();
    await page.getByTestId('video-description').filter({ hasText: EVIL }).waitFor();
    await page.getByTestId('player').waitFor();
    assert.ok((await page.title()).startsWith(EVIL));
    for (const path of ['/', `/@${user.username}`]) {
      await page.goto(path);
      await page.getByTestId('video-card-title').filter({ hasText: EVIL }).waitFor();
    }
    await page.goto(`/embed/${id}`);
    await page.getByTestId('player-start').click();
    await videoUntil(page, ([video]) => video.currentTime > 0.5);
    for (const path of ['/', `/watch/${id}`, `/embed/${id}`]) {
      const html = await (await fetch(`${server.origin}${path}`)).text();
      assert.ok(!html.includes('<script>alert') && !html.includes('<img src=x'), path);
    }
    assert.deepEqual(dialogs, []);
    await api.json('DELETE', `/videos/${id}`);
  },
  { expectedErrors: [/favicon\.ico/] },
);
