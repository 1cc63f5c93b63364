// Rounds of uploads to both servers in turn, on the same disk; prints medians and exits 1 with --check below the bar.

import { execFileSync } from 'node:child_process';
import { Harness, MIB, median, settle } from '../support/harness.mjs';
import { upload } from './client.mjs';
import { Playhouse, Reference } from './servers.mjs';

const HELP = `./run [--rounds 5] [--dir FOLDER] [--json] [--check]
  --rounds  how often each server takes each load; medians are told
  --dir     where the data folders go (default: target/); they are removed afterwards
  --json    figures for a program
  --check   exit 1 when Playhouse is below the bar
PLAYHOUSE_BIN names the binary (default: target/release/playhouse).`;

const MB = 1_000_000;
/** Playhouse takes at least so many times the bytes a second. */
const BAR = 1.5;
const LOADS = [
  { name: '1 x 500 MB, one request', files: 1, bytes: 500 * MB, chunk: Infinity, bar: true },
  { name: '8 x 64 MB at a time', files: 8, bytes: 64 * MB, chunk: Infinity, bar: true },
  { name: '1 x 500 MB, requests of 64 MiB', files: 1, bytes: 500 * MB, chunk: 64 * MIB, bar: false },
];
const SIZES = [50, 500];

const harness = new Harness(HELP);

async function measure(server, { files, bytes, chunk }) {
  const cpu = await server.cpu();
  const started = performance.now();
  const done = await Promise.all(Array.from({ length: files }, () => upload(server, bytes, chunk)));
  const seconds = (performance.now() - started) / 1000;
  const used = (await server.cpu()) - cpu;
  for (const one of done) await server.forget(one);
  settle();
  return { rate: (files * bytes) / MB / seconds, cpu: used };
}

async function throughput(folder) {
  const servers = [];
  for (const Kind of [Reference, Playhouse]) servers.push(await Kind.start(folder));
  const rows = [];
  for (const load of LOADS) {
    const seen = new Map(servers.map((server) => [server, []]));
    // The first round warms up and does not count.
    for (let round = 0; round <= harness.rounds; round += 1) {
      for (const server of servers) {
        const result = await measure(server, load);
        if (round > 0) seen.get(server).push(result);
      }
    }
    const [reference, playhouse] = servers.map((server) => ({
      rate: median(seen.get(server).map(({ rate }) => rate)),
      cpu: median(seen.get(server).map(({ cpu }) => cpu)),
      rates: seen.get(server).map(({ rate }) => Math.round(rate)),
    }));
    rows.push({ load: load.name, bar: load.bar, reference, playhouse, ratio: playhouse.rate / reference.rate });
    harness.note(`${load.name}: @tus/server ${reference.rates.join(' ')}, Playhouse ${playhouse.rates.join(' ')} MB/s`);
  }
  for (const server of servers) await server.stop();
  return rows;
}

async function memory(folder) {
  const rows = [];
  for (const Kind of [Reference, Playhouse]) {
    const row = { server: Kind.label };
    for (const size of SIZES) {
      const server = await Kind.start(folder);
      row.idle ??= (await server.memory()).now;
      await measure(server, { files: 1, bytes: size * MB, chunk: Infinity });
      row[size] = (await server.memory()).peak;
      await server.stop();
    }
    const server = await Kind.start(folder);
    await measure(server, LOADS[1]);
    row.parallel = (await server.memory()).peak;
    await server.stop();
    rows.push(row);
  }
  return rows;
}

function disk(folder) {
  const [, kind, device] = execFileSync('df', ['--output=target,fstype,source', folder], { encoding: 'utf8' })
    .trim()
    .split('\n')[1]
    .split(/\s+/);
  return { disk: `${kind} on ${device}`, node: `Node ${process.version}` };
}

await harness.run('tus', disk, async (folder) => {
  harness.note('Playhouse answers when the bytes are on the disk (fdatasync); @tus/server when they are in the page cache.\n');
  const rows = await throughput(folder);
  const sizes = await memory(folder);
  harness.table(
    ['load', '@tus/server MB/s', 'Playhouse MB/s', 'ratio', '@tus/server CPU s', 'Playhouse CPU s'],
    rows.map(({ load, reference, playhouse, ratio }) => [
      load,
      reference.rate.toFixed(0),
      playhouse.rate.toFixed(0),
      `${ratio.toFixed(2)}x`,
      reference.cpu.toFixed(2),
      playhouse.cpu.toFixed(2),
    ]),
  );
  harness.table(
    ['peak RSS, MiB', 'idle', ...SIZES.map((size) => `after ${size} MB`), 'after 8 x 64 MB'],
    sizes.map((row) =>
      [row.server, row.idle, ...SIZES.map((size) => row[size]), row.parallel].map((value) =>
        typeof value === 'number' ? value.toFixed(0) : value,
      ),
    ),
  );
  for (const { load, bar, ratio } of rows) harness.bar(!bar || ratio >= BAR, `${load}, ${ratio.toFixed(2)}x of ${BAR}x`);
  return { bar: BAR, throughput: rows, memory: sizes };
});
