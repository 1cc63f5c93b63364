// Videos whose segments have the sizes that are wanted: H.264 at a constant bitrate, padded to it, cut every four seconds.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const SEGMENT_SECONDS = 4;

/** A clip whose segments have about so many bytes; so small a picture has no other rungs to wait for. */
export function clip(folder, bytes, { seconds = 12, name = `clip-${bytes}.mp4` } = {}) {
  const path = join(folder, name);
  const rate = Math.round((bytes * 8) / SEGMENT_SECONDS);
  const encoder = `-c:v libx264 -preset veryfast -g 96 -keyint_min 96 -sc_threshold 0 -bf 0 -pix_fmt yuv420p -b:v ${rate}
    -minrate ${rate} -maxrate ${rate} -bufsize ${Math.round(rate / 4)} -x264-params nal-hrd=cbr`;
  const input = `-f lavfi -i testsrc2=size=64x64:rate=24:duration=${seconds}`;
  const words = `-nostdin -v error -y ${input} ${encoder}`.split(/\s+/);
  execFileSync('ffmpeg', [...words, path]);
  return path;
}

/** A clip with a ladder that keeps every core busy for a while. */
export function heavyClip(folder, seconds) {
  const path = join(folder, 'heavy.mp4');
  const input = `-f lavfi -i testsrc2=size=1920x1080:rate=30:duration=${seconds}`;
  const encoder = '-c:v libx264 -preset ultrafast -g 120 -pix_fmt yuv420p';
  execFileSync('ffmpeg', [...`-nostdin -v error -y ${input} ${encoder}`.split(/\s+/), path]);
  return path;
}

/** Uploads a file in one request; answers the video's id. */
export async function upload(server, path, visibility) {
  const encode = (text) => Buffer.from(text).toString('base64');
  const body = await readFile(path);
  const headers = {
    ...server.headers,
    'Tus-Resumable': '1.0.0',
    'Upload-Length': String(body.length),
    'Upload-Metadata': `filename ${encode('clip.mp4')},visibility ${encode(visibility)}`,
    'Content-Type': 'application/offset+octet-stream',
  };
  const response = await fetch(server.endpoint, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return response.headers.get('video-id');
}

export async function look(server, id) {
  const response = await fetch(`${server.url}/api/v1/videos/${id}`, { headers: server.headers });
  return (await response.json()).video;
}

export async function reaches(server, id, states) {
  for (;;) {
    const video = await look(server, id);
    if (states.includes(video.state)) return video;
    if (video.state === 'failed') throw new Error(`the video failed: ${JSON.stringify(video.failure)}`);
    await pause(50);
  }
}

const lines = async (url, end) =>
  (await (await fetch(url)).text())
    .split('\n')
    .filter((line) => line.endsWith(end))
    .map((line) => new URL(line, url).href);

/** Places of every segment, by rendition. */
export async function segments(video) {
  const playlists = await lines(video.playback.hls, '.m3u8');
  return Promise.all(playlists.map((playlist) => lines(playlist, '.m4s')));
}

/** The segment whose size is nearest to what is wanted, with its bytes. */
export async function nearest(video, wanted) {
  let best;
  for (const url of (await segments(video)).flat()) {
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    if (!best || Math.abs(bytes.length - wanted) < Math.abs(best.bytes.length - wanted)) best = { url, bytes };
  }
  return best;
}
