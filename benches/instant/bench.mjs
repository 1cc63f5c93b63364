// Time to playable after the last byte, playability while a slow upload is under way, and cold segments in mid-file.

import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Harness, median, settle } from '../support/harness.mjs';
import { Playhouse } from '../support/playhouse.mjs';
import { Sources } from './media.mjs';

const HELP = `./run [--rounds 5] [--only playable,following,cold] [--dir FOLDER] [--json] [--check]
  --rounds  how often each figure is taken; medians are told
  --only    some of the three parts
  --dir     where the data folder goes (default: target/); it is removed afterwards, the sources stay
  --json    figures for a program
  --check   exit 1 when a bar is missed
PLAYHOUSE_BIN names the binary (default: target/release/playhouse).`;

const CHUNK = 4 << 20;
const SLOW_SECONDS = 20;
const SEEN_AT = 0.2;
const LOOK_MS = 10;

const harness = new Harness(HELP, { only: 'playable,following,cold' });

async function look(server, id) {
  return (await (await fetch(`${server.url}/api/v1/videos/${id}`, { headers: server.headers })).json()).video;
}

async function reaches(server, id, states) {
  for (;;) {
    const video = await look(server, id);
    if (states.includes(video.state)) return video;
    if (video.state === 'failed') throw new Error(JSON.stringify(video.failure));
    await pause(LOOK_MS);
  }
}

async function forget(server, id) {
  await fetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE', headers: server.headers });
  settle();
}

/** Sends a file in requests of 4 MiB, at so many bytes a second if told; `onSent` hears how much is there. */
async function upload(server, path, { rate, chunk = CHUNK, onSent = () => {} } = {}) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tus = { ...server.headers, 'Tus-Resumable': '1.0.0' };
    const created = await fetch(server.endpoint, { method: 'POST', headers: { ...tus, 'Upload-Length': String(size) } });
    const [place, id] = [created.headers.get('location'), created.headers.get('video-id')];
    const started = performance.now();
    const buffer = Buffer.alloc(chunk);
    for (let offset = 0; offset < size; ) {
      const { bytesRead } = await file.read(buffer, 0, chunk, offset);
      const headers = { ...tus, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
      const sent = await fetch(place, { method: 'PATCH', headers, body: buffer.subarray(0, bytesRead) });
      if (sent.status !== 204) throw new Error(`PATCH: ${sent.status}`);
      offset += bytesRead;
      onSent(offset / size, id);
      if (rate) await pause(Math.max(0, (offset / rate) * 1000 - (performance.now() - started)));
    }
    return { id, done: performance.now() };
  } finally {
    await file.close();
  }
}

/** Seconds from the answer to the last byte until the API says `playable`. */
async function timeToPlayable(server, path) {
  const { id, done } = await upload(server, path);
  await reaches(server, id, ['playable', 'ready']);
  const seconds = (performance.now() - done) / 1000;
  await forget(server, id);
  return seconds;
}

async function playable(server, sources) {
  const rows = [];
  const cases = [
    { label: 'H.264/AAC 480p, 30 s', path: sources.webSafe(30), medianBar: 0.5, worstBar: 1 },
    { label: 'H.264/AAC 480p, 10 min', path: sources.webSafe(600), medianBar: 0.5, worstBar: 1 },
    { label: 'H.264/AAC 480p, 60 min', path: sources.webSafe(3600), medianBar: 0.5, worstBar: 1 },
    { label: 'VP9/Opus 1080p, 10 min', path: sources.full('vp9', 'webm', 600), medianBar: 2, worstBar: 2 },
    { label: 'HEVC/AAC 1080p, 10 min', path: sources.full('hevc', 'mp4', 600), medianBar: 2, worstBar: 2 },
  ];
  for (const { label, path, medianBar, worstBar } of cases) {
    const seconds = [];
    for (let round = 0; round < harness.rounds; round += 1) seconds.push(await timeToPlayable(server, path));
    const [middle, worst] = [median(seconds), Math.max(...seconds)];
    harness.bar(middle <= medianBar && worst <= worstBar, `${label}: ${middle.toFixed(2)} s, worst ${worst.toFixed(2)} s`);
    rows.push({ label, median: middle, worst, bar: medianBar });
  }
  harness.table(
    ['last byte -> `playable`', 'median s', 'worst s', 'bar s'],
    rows.map((row) => [row.label, row.median.toFixed(2), row.worst.toFixed(2), row.bar]),
  );
  return rows;
}

/** The share of the file that was there when its first segment could be fetched. */
async function shareWhenPlayable(server, path) {
  const { size } = await stat(path);
  let share;
  let looking = Promise.resolve();
  const onSent = (sent, id) => {
    looking = looking.then(async () => {
      if (share !== undefined) return;
      const { state, playback } = await look(server, id);
      if (state === 'playable' || state === 'ready') {
        await firstSegment(playback.hls);
        share = sent;
      }
    });
  };
  const { id } = await upload(server, path, { rate: size / SLOW_SECONDS, chunk: Math.ceil(size / 100), onSent });
  await looking;
  await forget(server, id);
  return share ?? 1;
}

const lines = async (url, end) =>
  (await (await fetch(url)).text())
    .split('\n')
    .filter((line) => line.endsWith(end))
    .map((line) => new URL(line, url).href);

async function firstSegment(master) {
  const [playlist] = await lines(master, '.m3u8');
  const [segment] = await lines(playlist, '.m4s');
  const response = await fetch(segment);
  if (response.status !== 200) throw new Error(`${segment}: ${response.status}`);
  return (await response.arrayBuffer()).byteLength;
}

async function following(server, sources) {
  const rows = [];
  for (const { label, path } of sources.followed()) {
    const share = await shareWhenPlayable(server, path);
    harness.bar(share <= SEEN_AT, `${label}: playable at ${(share * 100).toFixed(0)} %`);
    rows.push({ label, share });
  }
  harness.table(
    [`upload of two minutes of film in ${SLOW_SECONDS} s`, 'first segment fetched at'],
    rows.map(({ label, share }) => [label, `${(share * 100).toFixed(0)} %`]),
  );
  return rows;
}

/** Seconds until a segment in the middle is answered that nobody has asked for before, while the ladder is made. */
async function cold(server, sources) {
  const path = sources.full('h264', 'mp4', 600);
  const { id } = await upload(server, path);
  const { playback } = await reaches(server, id, ['playable', 'ready']);
  while ((await lines((await lines(playback.hls, '.m3u8'))[0], '.m4s')).length < 100) await pause(LOOK_MS);
  const rows = [];
  for (const rung of ['720p', '480p', '360p', '240p']) {
    const playlist = (await lines(playback.hls, '.m3u8')).find((url) => url.endsWith(`/${rung}.m3u8`));
    const segments = await lines(playlist, '.m4s');
    const seconds = [];
    for (let round = 0; round < harness.rounds; round += 1) {
      // From the end: the background starts at the beginning. Each rung and round at its own place.
      const place = segments.at(-5 - round * 8 - rows.length * 2);
      const started = performance.now();
      const response = await fetch(place);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${place}: ${response.status}`);
      seconds.push((performance.now() - started) / 1000);
    }
    harness.bar(median(seconds) <= 1, `cold segment, ${rung}: ${median(seconds).toFixed(2)} s`);
    rows.push({ rung, median: median(seconds), worst: Math.max(...seconds) });
  }
  await forget(server, id);
  harness.table(
    ['cold segment in mid-file, 1080p source, ladder under way', 'median s', 'worst s'],
    rows.map((row) => [row.rung, row.median.toFixed(2), row.worst.toFixed(2)]),
  );
  return rows;
}

await harness.run('instant', () => ({}), async (folder) => {
  const kept = join(harness.values.dir, 'bench-sources');
  await mkdir(kept, { recursive: true });
  const sources = new Sources(kept);
  const figures = {};
  const server = await Playhouse.start(folder);
  try {
    if (harness.wants('playable')) figures.playable = await playable(server, sources);
    if (harness.wants('following')) figures.following = await following(server, sources);
    if (harness.wants('cold')) figures.cold = await cold(server, sources);
  } finally {
    await server.stop();
  }
  return figures;
});
