// The pages follow a video by its events, and ask again and again where there are none.

import assert from 'node:assert/strict';
import { SAMPLE } from './support/media.mjs';
import { register, uploadState } from './support/page.mjs';
import { stage } from './support/scenario.mjs';

const scenario = stage();
const EVENTS = /\/api\/v1\/videos\/[^/]+\/events$/;

async function uploadInPage(page) {
  await register(page);
  await page.getByTestId('upload-link').click();
  await page.waitForURL('/upload');
  await page.getByTestId('upload-input').setInputFiles(SAMPLE);
}

scenario('an upload card and a watch page hear of the video as it happens', async ({ page }) => {
  const opened = page.waitForResponse(EVENTS);
  await uploadInPage(page);
  const answer = await opened;
  assert.equal(answer.status(), 200);
  assert.equal(answer.headers()['content-type'], 'text/event-stream');
  // The server ends the stream when there is nothing more to tell.
  await answer.finished();
  await uploadState(page, 'ready');
});

scenario(
  'without events the pages ask',
  async ({ page }) => {
    await page.route(EVENTS, (route) => route.fulfill({ status: 502 }));
    await uploadInPage(page);
    await uploadState(page, 'ready');
    await page.getByTestId('upload-watch-link').click();
    await page.getByTestId('player-video').waitFor();
  },
  { expectedErrors: [/502 \(Bad Gateway\).*\/events/] },
);
