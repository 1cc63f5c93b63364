// Both servers under one face: start, say where uploads go and who sends them, tidy up, tell the memory, stop.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.PLAYHOUSE_BIN ?? fileURLToPath(new URL('../../target/release/playhouse', import.meta.url));
const START_MS = 20_000;

const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(url) {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}

class Process {
  constructor(command, args, env, url) {
    this.url = url;
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PLAYHOUSE_'));
    this.child = spawn(command, args, { env: { ...Object.fromEntries(inherited), ...env }, stdio: 'ignore' });
    running.add(this.child);
    this.exited = once(this.child, 'exit').then(() => running.delete(this.child));
  }

  async ready(path) {
    const deadline = Date.now() + START_MS;
    while (!(await answers(this.url + path))) {
      if (Date.now() > deadline || this.child.exitCode !== null)
        throw new Error(`${this.child.spawnfile} did not start`);
      await pause(20);
    }
  }

  /** Resident memory in MiB: now, and the most it has ever been. */
  async memory() {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    const mib = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) / 1024;
    return { now: mib('VmRSS'), peak: mib('VmHWM') };
  }

  /** CPU seconds used so far. */
  async cpu() {
    const fields = (await readFile(`/proc/${this.child.pid}/stat`, 'utf8')).split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop() {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await this.exited;
    clearTimeout(late);
  }
}

export class Playhouse extends Process {
  static label = 'Playhouse';

  static async start(folder) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      PLAYHOUSE_BIND: `127.0.0.1:${port}`,
      PLAYHOUSE_OPS_BIND: '127.0.0.1:0',
      PLAYHOUSE_DATA_DIR: join(folder, 'playhouse'),
      PLAYHOUSE_RATE_LIMITS: 'off',
      PLAYHOUSE_LOG: 'error',
    };
    const server = new Playhouse(BINARY, ['serve'], env, url);
    await server.ready('/readyz');
    const person = { email: 'bench@people.example', username: 'bench', password: 'a long enough password' };
    await server.post('/users/register', person);
    const { access_token } = await server.post('/auth/login', person);
    server.headers = { Authorization: `Bearer ${access_token}` };
    server.endpoint = `${url}/api/v1/uploads`;
    return server;
  }

  async post(path, body) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${this.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok && response.status !== 409) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }

  /** Noise is no video: the server finds that out, and only then is it quiet again. */
  async forget({ videoId }) {
    const url = `${this.url}/api/v1/videos/${videoId}`;
    for (;;) {
      const { video } = await (await fetch(url, { headers: this.headers })).json();
      if (video.state === 'failed') break;
      await pause(20);
    }
    await fetch(url, { method: 'DELETE', headers: this.headers });
  }
}

export class Reference extends Process {
  static label = '@tus/server';

  static async start(folder) {
    const port = await freePort();
    const directory = join(folder, 'reference');
    await mkdir(directory, { recursive: true });
    const script = fileURLToPath(new URL('peer.mjs', import.meta.url));
    const server = new Reference(process.execPath, [script, String(port), directory], {}, `http://127.0.0.1:${port}`);
    await server.ready('/files');
    server.directory = directory;
    server.headers = {};
    server.endpoint = `${server.url}/files`;
    return server;
  }

  async forget() {
    for (const name of await readdir(this.directory)) await rm(join(this.directory, name));
  }
}
