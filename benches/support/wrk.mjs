// wrk, run once: requests a second, latencies in milliseconds.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60_000 };
const CONNECTIONS = 64;

function milliseconds(text) {
  const [, value, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text);
  return Number(value) * UNITS[unit];
}

export async function wrk(url, seconds) {
  const words = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '--latency', url];
  const { stdout } = await promisify(execFile)('wrk', words);
  const wrong = /Non-2xx.*|Socket errors.*/.exec(stdout);
  if (wrong) throw new Error(`${url}: ${wrong[0]}`);
  const percentile = (name) => milliseconds(new RegExp(`^ +${name}%\\s+(\\S+)`, 'm').exec(stdout)[1]);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), p50: percentile(50), p99: percentile(99) };
}
