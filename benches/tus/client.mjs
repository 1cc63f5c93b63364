// A tus client that costs as little as a client can: one buffer of noise, written to the socket over and over.

import { randomBytes } from 'node:crypto';
import http from 'node:http';

const MIB = 1 << 20;
const NOISE = randomBytes(16 * MIB);

function send(url, { method, headers, agent, length = 0 }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers: { 'Content-Length': length, ...headers } });
    request.on('error', reject);
    request.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response)).resume();
    });
    let left = length;
    const write = () => {
      while (left > 0) {
        const part = left < NOISE.length ? NOISE.subarray(0, left) : NOISE;
        left -= part.length;
        if (!request.write(part) && left > 0) return void request.once('drain', write);
      }
      request.end();
    };
    write();
  });
}

/** One upload of so many bytes, in requests of at most `chunk`; seconds from the creation to the last answer. */
export async function upload(server, bytes, chunk) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const tus = { 'Tus-Resumable': '1.0.0', ...server.headers };
  const started = performance.now();
  const name = Buffer.from('noise.bin').toString('base64');
  const headers = { ...tus, 'Upload-Length': bytes, 'Upload-Metadata': `filename ${name}` };
  const created = await send(server.endpoint, { method: 'POST', agent, headers });
  if (created.statusCode !== 201) throw new Error(`creation: ${created.statusCode}`);
  const place = new URL(created.headers.location, server.endpoint);
  for (let offset = 0; offset < bytes;) {
    const length = Math.min(chunk, bytes - offset);
    const headers = { ...tus, 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream' };
    const answer = await send(place, { method: 'PATCH', agent, headers, length });
    offset += length;
    if (answer.statusCode !== 204 || Number(answer.headers['upload-offset']) !== offset) {
      throw new Error(`at ${offset}: ${answer.statusCode}, ${answer.headers['upload-offset']}`);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { seconds, videoId: created.headers['video-id'] };
}
