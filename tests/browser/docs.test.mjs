// The page of the API: it comes from this server alone, under the content policy of every other page.

import { stage } from './support/scenario.mjs';

const scenario = stage();

scenario('the API can be read at /docs', async ({ server, page }) => {
  await page.goto(`${server.origin}/docs`);
  await page
    .getByRole('heading', { name: /Playhouse/ })
    .first()
    .waitFor();
  await page.locator('[data-path="/api/v1/users/me"]').first().waitFor();
});
