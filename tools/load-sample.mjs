// Uploads a video as anybody would, and waits until it plays. Prints the address of its page.
//   PASSWORD=… node tools/load-sample.mjs http://127.0.0.1:8080 person@example.com target/sample.mp4
// Does nothing when the person has a video already.

import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const PLAYABLE_WITHIN_MS = 120_000;
const [origin, email, file] = process.argv.slice(2);

async function call(method, path, { headers = {}, body, token } = {}) {
  if (token) headers = { ...headers, Authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, origin), { method, headers, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

const base64 = (text) => Buffer.from(text).toString('base64');

async function main() {
  const login = await call('POST', '/api/v1/auth/login', {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: process.env.PASSWORD }),
  });
  const { access_token: token, user } = await login.json();

  const theirs = await (await call('GET', `/api/v1/videos?username=${encodeURIComponent(user.username)}`)).json();
  if (theirs.items.length > 0) return theirs.items[0].id;

  const bytes = await readFile(file);
  const metadata = { filename: 'sample.mp4', filetype: 'video/mp4', title: 'A ball in the Playhouse', visibility: 'public' };
  const tus = { 'Tus-Resumable': '1.0.0' };
  const created = await call('POST', '/api/v1/uploads', {
    token,
    headers: {
      ...tus,
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': Object.entries(metadata)
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(','),
    },
  });
  // The path alone: the address that others use may not be reachable from here.
  const location = new URL(created.headers.get('Location'), origin).pathname;
  const id = created.headers.get('Video-Id');
  await call('PATCH', location, {
    token,
    headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    body: bytes,
  });

  const deadline = Date.now() + PLAYABLE_WITHIN_MS;
  for (;;) {
    const { video } = await (await call('GET', `/api/v1/videos/${id}`, { token })).json();
    if (video.state === 'playable' || video.state === 'ready') return id;
    if (video.state === 'failed') throw new Error(`the sample has failed: ${video.failure?.detail}`);
    if (Date.now() > deadline) throw new Error(`the sample is still ${video.state}`);
    await pause(100);
  }
}

try {
  console.log(`/watch/${await main()}`);
} catch (error) {
  console.error(`load-sample: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
