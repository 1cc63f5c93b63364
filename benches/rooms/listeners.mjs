// The sockets that listen, in a process of their own (`listeners/`).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const PROGRAM = fileURLToPath(new URL('../../target/release/playhouse-listeners', import.meta.url));

const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Listeners {
  /** So many sockets at an address, all open; `stalled` more that stop reading. */
  static async open(address, path, count, stalled = 0) {
    const listeners = new Listeners();
    const child = spawn(PROGRAM, [address, path, String(count), String(stalled)], { stdio: ['pipe', 'pipe', 'inherit'] });
    listeners.child = child;
    running.add(child);
    listeners.exited = once(child, 'exit').then(() => running.delete(child));
    listeners.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await listeners.lines.next();
    if (first.value !== 'open') throw new Error('the listeners did not open');
    return listeners;
  }

  /** What is published from now on counts. */
  async begin() {
    this.child.stdin.write('begin\n');
    await this.lines.next();
  }

  async tell() {
    this.child.stdin.write('tell\n');
    return JSON.parse((await this.lines.next()).value);
  }

  async close() {
    this.child.stdin.end();
    await this.exited;
  }
}
