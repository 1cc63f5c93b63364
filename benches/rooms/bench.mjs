// One room of thousands of sockets on three servers in turn: latency at a steady pace, the most it can tell, quiet sockets,
// and readers that stop reading.

import { setTimeout as pause } from 'node:timers/promises';
import { Harness, median } from '../support/harness.mjs';
import { Listeners } from './listeners.mjs';
import { Nchan } from './nchan.mjs';
import { Room } from './room.mjs';
import { Ws } from './ws.mjs';

const HELP = `./run [--rounds 3] [--seconds 15] [--only pace,most,quiet,stalled] [--dir FOLDER] [--json] [--check]
  --rounds  how often each server is measured, in turn; medians are told
  --seconds how long at a steady pace
  --only    some of the four parts
  --dir     where the data folders go (default: target/); they are removed afterwards
  --json    figures for a program
  --check   exit 1 when a bar is missed
PLAYHOUSE_BIN names the binary (default: target/release/playhouse).`;

const SERVERS = [Nchan, Ws, Room];
const SOCKETS = 5000;
const PACE = 20;
const BYTES = 100;
/** The most: a step is sustained when everything is told and the slowest hundredth waits less than this. */
const MOST = { from: 16, growth: 1.25, seconds: 5, p99Ms: 1000, upTo: 2000 };
const QUIET = { sockets: 15_000, barKiB: 40 };
const STALLED = { sockets: 1000, stalled: 20, bar: 2 };

const harness = new Harness(HELP, { rounds: '3', seconds: '15', only: 'pace,most,quiet,stalled' });
const seconds = Number(harness.values.seconds);

const address = (server) => server.url.slice('http://'.length);
const message = () => `t=${process.hrtime.bigint()};`.padEnd(BYTES, 'x');

/** Publishes so many a second; what was heard of them. */
async function publish(server, listeners, perSecond, howLong) {
  await listeners.begin();
  const started = performance.now();
  const count = Math.round(perSecond * howLong);
  for (let index = 0; index < count; index += 1) {
    const due = started + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await pause(early);
    server.publish(message());
  }
  const wanted = count * SOCKETS;
  let seen = await listeners.tell();
  // What is on its way may arrive; more than a moment counts as lost.
  for (let waits = 0; seen.deliveries < wanted && waits < 20; waits += 1) {
    await pause(100);
    seen = await listeners.tell();
  }
  const took = (performance.now() - started) / 1000;
  return { ...seen, wanted: count, rate: seen.deliveries / took };
}

/** The same on every server in turn. */
async function inTurn(folder, measure) {
  const seen = new Map(SERVERS.map((server) => [server.label, []]));
  for (let round = 0; round < harness.rounds; round += 1) {
    for (const Server of SERVERS) {
      const server = await Server.start(folder);
      const listeners = await Listeners.open(address(server), server.path, SOCKETS);
      await server.welcomed?.(SOCKETS);
      await pause(1000);
      seen.get(Server.label).push(await measure(server, listeners));
      await listeners.close();
      await server.stop();
    }
  }
  return seen;
}

async function atPace(folder) {
  const seen = await inTurn(folder, (server, listeners) => publish(server, listeners, PACE, seconds));
  const rows = [...seen].map(([label, rounds]) => ({
    label,
    p50: median(rounds.map(({ p50_ms }) => p50_ms)),
    p99: median(rounds.map(({ p99_ms }) => p99_ms)),
    worst: Math.max(...rounds.map(({ worst_ms }) => worst_ms)),
    missing: rounds.reduce((sum, { wanted, deliveries }) => sum + wanted * SOCKETS - deliveries, 0),
  }));
  const [nchan, , own] = rows;
  harness.bar(own.missing === 0, `not told: ${own.missing}`);
  harness.bar(own.p99 <= nchan.p99, `p99 ${own.p99.toFixed(1)} ms, nchan ${nchan.p99.toFixed(1)} ms`);
  return rows;
}

async function most(server, listeners) {
  let best = 0;
  for (let rate = MOST.from; rate <= MOST.upTo; rate *= MOST.growth) {
    const seen = await publish(server, listeners, rate, MOST.seconds);
    const isSustained = seen.deliveries >= seen.wanted * SOCKETS && seen.p99_ms <= MOST.p99Ms;
    if (!isSustained) break;
    best = Math.max(best, seen.rate);
    await pause(300);
  }
  return best;
}

async function atMost(folder) {
  const seen = await inTurn(folder, most);
  const [nchan, ws, own] = [...seen.values()].map(median);
  harness.bar(own >= 1.5 * nchan, `deliveries/s: ${(own / nchan).toFixed(2)}x nchan of 1.5x`);
  harness.bar(own >= 5 * ws, `deliveries/s: ${(own / ws).toFixed(2)}x ws of 5x`);
  return [...seen].map(([label, rounds]) => ({ label, most: median(rounds), rounds }));
}

async function quiet(folder) {
  const server = await Room.start(`${folder}/quiet`);
  const { now: before } = await server.memory();
  const listeners = await Listeners.open(address(server), server.path, QUIET.sockets);
  await server.welcomed(QUIET.sockets);
  await pause(5000);
  const { now: after } = await server.memory();
  await listeners.close();
  await server.stop();
  const each = ((after - before) * 1024) / QUIET.sockets;
  harness.bar(each <= QUIET.barKiB, `a quiet socket: ${each.toFixed(1)} KiB of ${QUIET.barKiB}`);
  return { before, after, each };
}

/** Readers that stop reading must not be noticed by the others. */
async function besideStalled(folder) {
  const run = async (stalled) => {
    const server = await Room.start(`${folder}/stalled-${stalled}`);
    const listeners = await Listeners.open(address(server), server.path, STALLED.sockets, stalled);
    await server.welcomed(STALLED.sockets + stalled);
    await pause(1000);
    await listeners.begin();
    const started = performance.now();
    for (let index = 0; index < PACE * 5 * seconds; index += 1) {
      const early = started + (index * 1000) / (PACE * 5) - performance.now();
      if (early > 1) await pause(early);
      server.publish(message());
    }
    await pause(500);
    const seen = await listeners.tell();
    const { peak } = await server.memory();
    await listeners.close();
    await server.stop();
    return { ...seen, peak };
  };
  const alone = await run(0);
  const beside = await run(STALLED.stalled);
  const ratio = beside.p99_ms / alone.p99_ms;
  harness.bar(ratio <= STALLED.bar, `p99 beside stalled readers ${ratio.toFixed(2)}x of ${STALLED.bar}x`);
  return { alone, beside, ratio };
}

function tell({ pace, most: highest, quiet: still, stalled }) {
  if (pace) {
    harness.table(
      [`${SOCKETS} sockets, ${PACE} messages a second`, 'p50 ms', 'p99 ms', 'worst ms', 'not told'],
      pace.map(({ label, p50, p99, worst, missing }) => [label, p50.toFixed(1), p99.toFixed(1), worst.toFixed(1), missing]),
    );
  }
  if (highest) {
    harness.table(
      ['most deliveries a second', 'median', 'rounds'],
      highest.map(({ label, most: best, rounds }) => [label, best.toFixed(0), rounds.map((one) => one.toFixed(0)).join(' ')]),
    );
  }
  if (still) {
    harness.table(
      [`${QUIET.sockets} quiet sockets`, 'RSS before MiB', 'RSS MiB', 'KiB each'],
      [['Playhouse', still.before.toFixed(0), still.after.toFixed(0), still.each.toFixed(1)]],
    );
  }
  if (stalled) {
    const row = (name, seen) => [name, seen.p50_ms.toFixed(1), seen.p99_ms.toFixed(1), seen.peak.toFixed(0)];
    harness.table(
      [`${STALLED.sockets} sockets, ${PACE * 5} messages a second`, 'p50 ms', 'p99 ms', 'peak RSS MiB'],
      [row('all read', stalled.alone), row(`beside ${STALLED.stalled} that do not`, stalled.beside)],
    );
  }
}

await harness.run('rooms', () => ({ sockets: SOCKETS }), async (folder) => {
  const figures = {};
  if (harness.wants('pace')) figures.pace = await atPace(folder);
  if (harness.wants('most')) figures.most = await atMost(folder);
  if (harness.wants('quiet')) figures.quiet = await quiet(folder);
  if (harness.wants('stalled')) figures.stalled = await besideStalled(folder);
  tell(figures);
  return figures;
});
