// Calls of the API with their latencies in milliseconds.

import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const agent = new Agent({ keepAlive: true, maxSockets: 512 });

/** One call: status, latency, whether it says when to come again. */
export function call(url, { method = 'GET', body } = {}) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = body ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } : {};
    const sent = request(url, { method, headers, agent }, (response) => {
      response.resume();
      response.on('end', () => {
        const { statusCode: status, headers: told } = response;
        resolve({ status, ms: performance.now() - started, retryAfter: told['retry-after'] });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export const logIn = (server, person) =>
  call(`${server.url}/api/v1/auth/login`, { method: 'POST', body: JSON.stringify(person) });

export function latencies(calls) {
  const seen = calls.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share) => seen[Math.min(seen.length - 1, Math.floor(seen.length * share))];
  return { count: seen.length, p50: at(0.5), p99: at(0.99), worst: at(1) };
}

/** Asks `path` again and again, `paceMs` apart, until `until` is over. */
export async function keepAsking(url, paceMs, until) {
  const seen = [];
  let isOver = false;
  const over = until.finally(() => { isOver = true; });
  while (!isOver) {
    seen.push(await call(url));
    await pause(paceMs);
  }
  await over;
  const wrong = seen.filter(({ status }) => status !== 200).length;
  return { ...latencies(seen), wrong };
}

/** Starts `work` so many times a second, whether or not the one before is done. */
export async function atRate(perSecond, seconds, work) {
  const started = performance.now();
  const under = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = started + (index * 1000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
    under.push(work(index));
  }
  return Promise.all(under);
}
