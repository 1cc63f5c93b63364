// The real server: a child process with a data folder of its own, gone when the test is.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.PLAYHOUSE_BIN ?? fileURLToPath(new URL('../../../target/debug/playhouse', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 30_000;
const LOG_LINES = 200;
const LOGGED_MS = 30_000;

/** A free port below those that the system hands out, so that nobody takes it while the server is down. */
async function freePort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const listens = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!listens) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export class Server {
  #child;
  #exited;
  #lines = [];
  #folder;
  #port;
  #settings;

  /** `settings` are environment variables, beside those that every test has. */
  static async start(settings = {}) {
    const server = new Server();
    server.#settings = settings;
    server.#folder = await mkdtemp(join(tmpdir(), 'playhouse-browser-'));
    server.#port = await freePort();
    await server.launch();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The last lines that the server wrote. */
  get log() {
    return this.#lines.join('\n');
  }

  /** The first group of the last match in the log, once there is one. */
  async logged(pattern) {
    const deadline = Date.now() + LOGGED_MS;
    for (;;) {
      const found = [...this.log.matchAll(pattern)].at(-1);
      if (found) return found[1];
      if (Date.now() > deadline) throw new Error(`${pattern} is not in the log`);
      await pause(100);
    }
  }

  /** Starts the process on the same port and data as before, and waits until it is ready. */
  async launch() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PLAYHOUSE_'));
    const child = spawn(BINARY, ['serve'], {
      env: {
        ...Object.fromEntries(inherited),
        PLAYHOUSE_BIND: `127.0.0.1:${this.#port}`,
        PLAYHOUSE_OPS_BIND: '127.0.0.1:0',
        PLAYHOUSE_DATA_DIR: join(this.#folder, 'data'),
        PLAYHOUSE_RATE_LIMITS: 'off',
        PLAYHOUSE_LOG: process.env.PLAYHOUSE_LOG ?? 'info',
        NO_COLOR: '1',
        ...this.#settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#lines.push(...text.trimEnd().split('\n'));
        this.#lines.splice(0, this.#lines.length - LOG_LINES);
      });
    }
    this.#child = child;
    running.add(child);
    let failure;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve((failure = error.message)));
      child.once('exit', (code, signal) => {
        running.delete(child);
        resolve((failure = `ended with ${signal ?? code}`));
      });
    });
    const deadline = Date.now() + START_MS;
    while (!(await this.#isReady())) {
      if (failure) throw new Error(`${BINARY}: ${failure}\n${this.log}`);
      if (Date.now() > deadline) throw new Error(`the server is not ready after ${START_MS} ms\n${this.log}`);
      await pause(25);
    }
  }

  async #isReady() {
    try {
      return (await fetch(`${this.origin}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** As a power cut does it. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** As an operator does it: a server that does not stop by itself in time is a failure. */
  async stop() {
    const late = new AbortController();
    this.#child.kill('SIGTERM');
    const timeout = pause(STOP_MS, 'late', { signal: late.signal }).catch(() => undefined);
    const outcome = await Promise.race([this.#exited, timeout]);
    late.abort();
    if (outcome === 'late') await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
    if (outcome === 'late') throw new Error(`the server did not stop within ${STOP_MS} ms of SIGTERM\n${this.log}`);
  }
}
