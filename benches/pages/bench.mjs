// Lighthouse's mobile preset on the home and the watch page of the release binary, with videos on them.

import { fileURLToPath } from 'node:url';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { Harness, median } from '../support/harness.mjs';
import { reaches, upload } from '../support/media.mjs';
import { Playhouse } from '../support/playhouse.mjs';

const HELP = `./run [--rounds 3] [--dir FOLDER] [--json] [--check]
  --rounds  how often each page is looked at; medians are told
  --dir     where the data folder goes (default: target/); it is removed afterwards
  --json    figures for a program
  --check   exit 1 when a bar is missed
PLAYHOUSE_BIN names the binary (default: target/release/playhouse), CHROMIUM the browser.`;

const CLIP = fileURLToPath(new URL('../../tests/media/bbb-480p-24fps-30s-h264-aac.mp4', import.meta.url));
const VIDEOS = 12;
const BARS = { performance: 90, accessibility: 100, 'best-practices': 0, seo: 100 };
const TIMES = {
  'LCP s': ({ audits }) => audits['largest-contentful-paint'].numericValue / 1000,
  CLS: ({ audits }) => audits['cumulative-layout-shift'].numericValue,
  'TBT ms': ({ audits }) => audits['total-blocking-time'].numericValue,
  KiB: ({ audits }) => audits['total-byte-weight'].numericValue / 1024,
};

const harness = new Harness(HELP, { rounds: '3' });

async function look(url, port) {
  const { lhr } = await lighthouse(url, { port, logLevel: 'error', onlyCategories: Object.keys(BARS) });
  return lhr;
}

/** What keeps a page from the whole score, to be read by whoever puts it right. */
function complaints({ categories, audits }, category) {
  const failed = categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1);
  return failed.map(({ id }) => id).join(', ');
}

async function measure(server, pages) {
  const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const rows = [];
    for (const [name, path] of Object.entries(pages)) {
      const seen = [];
      for (let round = 0; round < harness.rounds; round += 1) seen.push(await look(`${server.url}${path}`, chrome.port));
      const scores = Object.keys(BARS).map((category) => {
        const score = Math.round(median(seen.map(({ categories }) => categories[category].score)) * 100);
        harness.bar(score >= BARS[category], `${name}: ${category} ${score} of ${BARS[category]} (${complaints(seen[0], category)})`);
        return score;
      });
      const times = Object.values(TIMES).map((read) => median(seen.map(read)));
      rows.push({ name, scores, times });
    }
    return rows;
  } finally {
    chrome.kill();
  }
}

await harness.run('pages', () => ({ videos: `${VIDEOS} videos` }), async (folder) => {
  const server = await Playhouse.start(folder);
  const ids = [];
  for (let count = 0; count < VIDEOS; count += 1) ids.push(await upload(server, CLIP, 'public'));
  for (const id of ids) await reaches(server, id, ['ready']);
  const pages = await measure(server, { home: '/', watch: `/watch/${ids[0]}` });
  await server.stop();
  harness.table(
    ['page', ...Object.keys(BARS), ...Object.keys(TIMES)],
    pages.map(({ name, scores, times }) => [name, ...scores, ...times.map((time) => time.toFixed(time < 10 ? 2 : 0))]),
  );
  return { pages };
});
