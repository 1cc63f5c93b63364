// Segments beside nginx in rounds, memory under many viewers, and what is left while a ladder is made.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Harness, MIB, median } from '../support/harness.mjs';
import { Playhouse } from '../support/playhouse.mjs';
import { clip, heavyClip, look, nearest, reaches, segments, upload } from '../support/media.mjs';
import { Nginx } from './nginx.mjs';
import { watch } from './viewers.mjs';
import { wrk } from '../support/wrk.mjs';

const HELP = `./run [--rounds 5] [--seconds 5] [--only nginx,memory,busy] [--dir FOLDER] [--json] [--check]
  --rounds  how often each server is asked for each size, in turn; medians are told
  --seconds how long each time
  --only    some of the three parts
  --dir     where the data folders go (default: target/); they are removed afterwards
  --json    figures for a program
  --check   exit 1 when a bar is missed
PLAYHOUSE_BIN names the binary (default: target/release/playhouse).`;

/** Sizes, and how many times nginx's segments a second signed ones must reach. */
const SIZES = [
  { label: '10 KB', bytes: 10 << 10, bar: 1 },
  { label: '100 KB', bytes: 100 << 10, bar: 1 },
  { label: '1 MB', bytes: MIB, bar: 1.4 },
  { label: '4 MB', bytes: 4 * MIB, bar: 1.4 },
];
const P99_BAR = 1.5;
const CROWD = { viewers: 2000, videos: 20, segmentBytes: MIB / 2, segments: 40, paceMs: 4000, seconds: 40, bar: 400 };
const BUSY = { seconds: 40, bytes: 100 << 10, measured: 10, apiBarMs: 100, keptBar: 0.6 };

const harness = new Harness(HELP, { seconds: '5', only: 'nginx,memory,busy' });
const seconds = Number(harness.values.seconds);

/** Each size on both servers: the same bytes, public and signed. */
async function besideNginx(folder) {
  const nginx = await Nginx.start(folder);
  const playhouse = await Playhouse.start(folder);
  const rows = [];
  for (const { label, bytes, bar: least } of SIZES) {
    for (const access of ['public', 'private']) {
      const video = await reaches(playhouse, await upload(playhouse, clip(folder, bytes), access), ['ready']);
      const segment = await nearest(video, bytes);
      const places = (await nginx.add(`${access}-${bytes}.m4s`, segment.bytes))[access];
      const servers = [
        { name: 'nginx', server: nginx, url: places, seen: [] },
        { name: 'playhouse', server: playhouse, url: segment.url, seen: [] },
      ];
      // The first round warms up and does not count.
      for (let round = 0; round <= harness.rounds; round += 1) {
        for (const one of servers) {
          const before = await one.server.treeCpu();
          const result = await wrk(one.url, round === 0 ? 1 : seconds);
          const spent = (await one.server.treeCpu()) - before;
          if (round > 0) one.seen.push({ ...result, cpu: (spent * 1e6) / (result.rate * seconds) });
        }
      }
      const [reference, own] = servers.map(({ seen }) => ({
        rate: median(seen.map(({ rate }) => rate)),
        p99: median(seen.map(({ p99 }) => p99)),
        cpu: median(seen.map(({ cpu }) => cpu)),
        rates: seen.map(({ rate }) => Math.round(rate)),
      }));
      const ratio = own.rate / reference.rate;
      const tail = own.p99 / reference.p99;
      rows.push({ size: label, bytes: segment.bytes.length, access, nginx: reference, playhouse: own, ratio, tail });
      harness.note(`${label} ${access}: nginx ${reference.rates.join(' ')}, Playhouse ${own.rates.join(' ')} a second`);
      if (access === 'private') {
        harness.bar(ratio >= least, `${label} signed: ${ratio.toFixed(2)}x of ${least}x`);
        harness.bar(tail <= P99_BAR, `${label} signed: p99 ${tail.toFixed(2)}x of ${P99_BAR}x`);
      }
    }
  }
  await nginx.stop();
  await playhouse.stop();
  return rows;
}

/** Memory of the server process while a crowd watches more than the cache holds. */
async function underViewers(folder) {
  const server = await Playhouse.start(join(folder, 'crowd'), { PLAYHOUSE_SEGMENT_CACHE_BYTES: String(256 * MIB) });
  const idle = (await server.memory()).now;
  const path = clip(folder, CROWD.segmentBytes, { seconds: CROWD.segments * 4, name: 'crowd.mp4' });
  const videos = [];
  for (let count = 0; count < CROWD.videos; count += 1) {
    const video = await reaches(server, await upload(server, path, 'public'), ['ready']);
    videos.push((await segments(video))[0].map((url) => new URL(url).pathname));
  }
  const before = (await server.memory()).now;
  const crowd = watch(server.url, videos, CROWD.viewers, CROWD.paceMs);
  let most = 0;
  for (let second = 0; second < CROWD.seconds; second += 1) {
    await pause(1000);
    most = Math.max(most, (await server.memory()).now);
  }
  const { segments: taken, bytes, slowest, lost } = crowd.totals;
  crowd.end();
  const peak = (await server.memory()).peak;
  await server.stop();
  harness.bar(most <= CROWD.bar, `memory: ${most.toFixed(0)} MiB of ${CROWD.bar}`);
  harness.bar(lost === 0, `viewers lost: ${lost}`);
  const rate = taken / CROWD.seconds;
  return { viewers: CROWD.viewers, idle, before, most, peak, rate, megabytes: bytes / CROWD.seconds / 1e6, slowest, lost };
}

/** Latency of the API in milliseconds, asked one after the other until `over`. */
async function askApi(server, id, over) {
  const seen = [];
  while (!over.is) {
    const started = performance.now();
    await look(server, id);
    seen.push(performance.now() - started);
    await pause(10);
  }
  seen.sort((a, b) => a - b);
  return { p50: seen[Math.floor(seen.length / 2)], p99: seen[Math.floor(seen.length * 0.99)], count: seen.length };
}

async function loaded(server, video, url) {
  const over = { is: false };
  const api = askApi(server, video.id, over);
  const served = await wrk(url, BUSY.measured);
  over.is = true;
  return { ...served, api: await api };
}

/** Segments and API calls with nothing else to do, and while every core makes a ladder. */
async function whileTranscoding(folder) {
  const server = await Playhouse.start(join(folder, 'busy'));
  const video = await reaches(server, await upload(server, clip(folder, BUSY.bytes), 'public'), ['ready']);
  const { url } = await nearest(video, BUSY.bytes);
  await wrk(url, 1);
  const idle = await loaded(server, video, url);
  const heavy = await upload(server, heavyClip(folder, BUSY.seconds), 'public');
  await reaches(server, heavy, ['playable', 'ready']);
  const api = askApi(server, video.id, BUSY);
  await pause(3000);
  BUSY.is = true;
  const alone = await api;
  const busy = await loaded(server, video, url);
  const isMeant = (await look(server, heavy)).state === 'playable';
  if (!isMeant) throw new Error('the ladder was complete before the figures were');
  await server.stop();
  const kept = busy.rate / idle.rate;
  harness.bar(alone.p99 <= BUSY.apiBarMs, `API p99 while transcoding: ${alone.p99.toFixed(0)} ms of ${BUSY.apiBarMs}`);
  harness.bar(kept >= BUSY.keptBar, `segments kept while transcoding: ${(kept * 100).toFixed(0)} %`);
  return { idle, busy, alone, kept };
}

function tell({ nginx, memory, busy }) {
  if (nginx) {
    harness.table(
      ['segment', 'access', 'nginx /s', 'Playhouse /s', 'ratio', 'nginx p99 ms', 'Playhouse p99 ms', 'ratio', 'nginx CPU us', 'Playhouse CPU us'],
      nginx.map((row) => [
        row.size,
        row.access === 'private' ? 'signed' : 'public',
        row.nginx.rate.toFixed(0),
        row.playhouse.rate.toFixed(0),
        `${row.ratio.toFixed(2)}x`,
        row.nginx.p99.toFixed(1),
        row.playhouse.p99.toFixed(1),
        `${row.tail.toFixed(2)}x`,
        row.nginx.cpu.toFixed(1),
        row.playhouse.cpu.toFixed(1),
      ]),
    );
  }
  if (memory) {
    harness.table(
      ['viewers', 'RSS idle MiB', 'after the uploads', 'most while they watch', 'segments /s', 'MB/s', 'slowest ms'],
      [[memory.viewers, ...[memory.idle, memory.before, memory.most, memory.rate, memory.megabytes, memory.slowest].map((value) => value.toFixed(0))]],
    );
  }
  if (busy) {
    const ms = (value) => value.toFixed(1);
    harness.table(
      ['', '100 KB segments /s', 'p99 ms', 'API p50 ms', 'API p99 ms'],
      [
        ['idle, wrk alone', busy.idle.rate.toFixed(0), ms(busy.idle.p99), ms(busy.idle.api.p50), ms(busy.idle.api.p99)],
        ['transcoding', '', '', ms(busy.alone.p50), ms(busy.alone.p99)],
        ['transcoding and wrk', busy.busy.rate.toFixed(0), ms(busy.busy.p99), ms(busy.busy.api.p50), ms(busy.busy.api.p99)],
      ],
    );
    harness.note(`\nSegments a second kept while transcoding: ${(busy.kept * 100).toFixed(0)} %`);
  }
}

const versions = () => ({
  kernel: `Linux ${execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()}`,
  nginx: Nginx.version(),
});

await harness.run('serving', versions, async (folder) => {
  const figures = {};
  if (harness.wants('nginx')) figures.nginx = await besideNginx(folder);
  if (harness.wants('memory')) figures.memory = await underViewers(folder);
  if (harness.wants('busy')) figures.busy = await whileTranscoding(folder);
  tell(figures);
  return figures;
});
