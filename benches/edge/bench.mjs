// What the edge costs (signed URLs beside public ones, log-ins beside segments) and what it bears (log-ins at once, slow clients).

import { setTimeout as pause } from 'node:timers/promises';
import { Harness, MIB, median } from '../support/harness.mjs';
import { clip, nearest, reaches, upload } from '../support/media.mjs';
import { Playhouse } from '../support/playhouse.mjs';
import { wrk } from '../support/wrk.mjs';
import { atRate, keepAsking, latencies, logIn } from './calls.mjs';
import { crawl } from './slow.mjs';

const HELP = `./run [--rounds 5] [--seconds 5] [--only signed,logins,flood,slow] [--dir FOLDER] [--json] [--check]
  --rounds  how often each size is asked for, public and signed in turn; medians are told
  --seconds how long each time
  --only    some of the four parts
  --dir     where the data folders go (default: target/); they are removed afterwards
  --json    figures for a program
  --check   exit 1 when a bar is missed
PLAYHOUSE_BIN names the binary (default: target/release/playhouse).`;

const PERSON = { email: 'bench@people.example', password: 'a long enough password' };
const SIZES = [
  { label: '10 KB', bytes: 10 << 10 },
  { label: '100 KB', bytes: 100 << 10 },
  { label: '1 MB', bytes: MIB },
  { label: '4 MB', bytes: 4 * MIB },
];
const SIGNED_BAR = 0.95;
const LOGINS = { perSecond: 10, seconds: 20, bytes: 100 << 10, barMs: 500 };
const FLOOD = { at: 200, rounds: 5, barMs: 100, bar: 150 };
const SLOW = { sockets: 5000, paceMs: 2000, rampMs: 5000, seconds: 20, bar: 2 };

const harness = new Harness(HELP, { seconds: '5', only: 'signed,logins,flood,slow' });
const seconds = Number(harness.values.seconds);

async function segment(server, folder, bytes, access) {
  const video = await reaches(server, await upload(server, clip(folder, bytes), access), ['ready']);
  return (await nearest(video, bytes)).url;
}

/** The same bytes by a public and by a signed URL, in turn; who goes first changes every round. */
async function signedBesidePublic(folder) {
  const server = await Playhouse.start(`${folder}/signed`);
  const rows = [];
  for (const { label, bytes } of SIZES) {
    const ways = [];
    for (const access of ['public', 'private']) ways.push({ url: await segment(server, folder, bytes, access), seen: [] });
    for (let round = 0; round <= harness.rounds; round += 1) {
      for (const way of round % 2 ? ways : ways.toReversed()) {
        const result = await wrk(way.url, round === 0 ? 1 : seconds);
        if (round > 0) way.seen.push(result);
      }
    }
    const [open, signed] = ways.map(({ seen }) => ({
      rate: median(seen.map(({ rate }) => rate)),
      p99: median(seen.map(({ p99 }) => p99)),
    }));
    const ratio = signed.rate / open.rate;
    rows.push({ size: label, open, signed, ratio });
    harness.bar(ratio >= SIGNED_BAR, `${label} signed: ${ratio.toFixed(2)}x of ${SIGNED_BAR}x of public`);
  }
  await server.stop();
  return rows;
}

/** Log-ins at a steady rate, with nothing else to do and while wrk takes segments as fast as they come. */
async function logInsBesideSegments(folder) {
  const server = await Playhouse.start(`${folder}/logins`);
  const url = await segment(server, folder, LOGINS.bytes, 'public');
  const run = async () => {
    const calls = await atRate(LOGINS.perSecond, LOGINS.seconds, () => logIn(server, PERSON));
    return { ...latencies(calls), refused: calls.filter(({ status }) => status !== 200).length };
  };
  const idle = await run();
  const alone = await wrk(url, LOGINS.seconds / 2);
  const [busy, served] = await Promise.all([run(), wrk(url, LOGINS.seconds)]);
  await server.stop();
  harness.bar(busy.p99 <= LOGINS.barMs, `log-in p99 ${busy.p99.toFixed(0)} ms of ${LOGINS.barMs}`);
  harness.bar(busy.refused === 0, `log-ins refused: ${busy.refused}`);
  return { idle, busy, alone, served };
}

/** Log-ins all at once: health is asked all the while, what is too much is told when to come again. */
async function flood(folder) {
  const server = await Playhouse.start(`${folder}/flood`);
  const { now: before } = await server.memory();
  const seen = [];
  const storm = (async () => {
    for (let round = 0; round < FLOOD.rounds; round += 1) {
      seen.push(...(await Promise.all(Array.from({ length: FLOOD.at }, () => logIn(server, PERSON)))));
    }
  })();
  const health = await keepAsking(`${server.url}/healthz`, 2, storm);
  const { peak } = await server.memory();
  await server.stop();
  const answered = (status) => seen.filter((one) => one.status === status).length;
  const shed = seen.filter(({ status }) => status === 429 || status === 503);
  const unsaid = shed.filter(({ retryAfter }) => !retryAfter).length;
  harness.bar(health.p99 <= FLOOD.barMs, `health p99 ${health.p99.toFixed(0)} ms of ${FLOOD.barMs}`);
  harness.bar(shed.length > 0 && unsaid === 0, `turned away: ${shed.length}, without Retry-After: ${unsaid}`);
  harness.bar(peak - before <= FLOOD.bar, `memory: +${(peak - before).toFixed(0)} MiB of ${FLOOD.bar}`);
  return { health, let_in: answered(200), shed: shed.length, unsaid, before, peak };
}

/** Whoever asks as people do, while thousands of connections send a byte now and then. */
async function besideSlowClients(folder) {
  const server = await Playhouse.start(`${folder}/slow`);
  const id = await upload(server, clip(folder, LOGINS.bytes), 'public');
  await reaches(server, id, ['ready']);
  const url = `${server.url}/api/v1/videos/${id}`;
  const ask = () => keepAsking(url, 5, pause(SLOW.seconds * 1000));
  const quiet = await ask();
  const { now: before } = await server.memory();
  const crowd = crawl(server.url, SLOW.sockets, SLOW.paceMs, SLOW.rampMs);
  await pause(SLOW.rampMs + 1000);
  const crowded = await ask();
  const { now: after } = await server.memory();
  const { open, thrownOut } = crowd.totals;
  crowd.end();
  await server.stop();
  const ratio = crowded.p99 / quiet.p99;
  harness.bar(ratio <= SLOW.bar, `p99 beside slow clients ${ratio.toFixed(2)}x of ${SLOW.bar}x`);
  harness.bar(crowded.wrong === 0, `wrong answers beside slow clients: ${crowded.wrong}`);
  return { quiet, crowded, ratio, open, thrownOut, perSocket: ((after - before) * 1024) / SLOW.sockets };
}

const ms = (value) => value.toFixed(1);

function tell({ signed, logins, flood: flooded, slow }) {
  if (signed) {
    harness.table(
      ['segment', 'public /s', 'signed /s', 'ratio', 'public p99 ms', 'signed p99 ms'],
      signed.map(({ size, open, signed: own, ratio }) => [
        size, open.rate.toFixed(0), own.rate.toFixed(0), `${ratio.toFixed(2)}x`, ms(open.p99), ms(own.p99),
      ]),
    );
  }
  if (logins) {
    const row = (name, seen, served) => [name, ms(seen.p50), ms(seen.p99), ms(seen.worst), seen.refused, served?.rate.toFixed(0) ?? ''];
    harness.table(
      [`${LOGINS.perSecond} log-ins a second`, 'p50 ms', 'p99 ms', 'worst ms', 'refused', '100 KB segments /s'],
      [
        row('nothing else', logins.idle),
        ['segments alone', '', '', '', '', logins.alone.rate.toFixed(0)],
        row('beside segments', logins.busy, logins.served),
      ],
    );
  }
  if (flooded) {
    harness.table(
      [`${FLOOD.at} log-ins at once, ${FLOOD.rounds} times`, 'turned away', 'health p50 ms', 'health p99 ms', 'worst ms', 'RSS before MiB', 'peak MiB'],
      [[
        `${flooded.let_in} let in`, flooded.shed, ms(flooded.health.p50), ms(flooded.health.p99), ms(flooded.health.worst),
        flooded.before.toFixed(0), flooded.peak.toFixed(0),
      ]],
    );
  }
  if (slow) {
    harness.table(
      ['API beside slow clients', 'p50 ms', 'p99 ms', 'open', 'thrown out', 'KiB each'],
      [
        ['none', ms(slow.quiet.p50), ms(slow.quiet.p99), '', '', ''],
        [`${SLOW.sockets}`, ms(slow.crowded.p50), ms(slow.crowded.p99), slow.open, slow.thrownOut, slow.perSocket.toFixed(1)],
      ],
    );
  }
}

await harness.run('edge', () => ({}), async (folder) => {
  const figures = {};
  if (harness.wants('signed')) figures.signed = await signedBesidePublic(folder);
  if (harness.wants('logins')) figures.logins = await logInsBesideSegments(folder);
  if (harness.wants('flood')) figures.flood = await flood(folder);
  if (harness.wants('slow')) figures.slow = await besideSlowClients(folder);
  tell(figures);
  return figures;
});
