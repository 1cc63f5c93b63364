// A server as a child of the bench: started, asked for memory and CPU, stopped; none outlives the bench.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 20_000;

const running = new Set();
process.once('exit', () => running.forEach((server) => server.child.kill(server.lastSignal)));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export async function freePort() {
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

async function cpuOf(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export class Process {
  /** What ends it when the bench ends early. */
  lastSignal = 'SIGKILL';

  constructor(command, args, env, url) {
    this.url = url;
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PLAYHOUSE_'));
    this.child = spawn(command, args, { env: { ...Object.fromEntries(inherited), ...env }, stdio: 'ignore' });
    running.add(this);
    this.exited = once(this.child, 'exit').then(() => running.delete(this));
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
  cpu() {
    return cpuOf(this.child.pid);
  }

  /** CPU seconds of the process and its children. */
  async treeCpu() {
    const { pid } = this.child;
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(/\s+/).filter(Boolean);
    const all = await Promise.all([pid, ...children].map(cpuOf));
    return all.reduce((sum, seconds) => sum + seconds, 0);
  }

  async stop() {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await this.exited;
    clearTimeout(late);
  }
}
