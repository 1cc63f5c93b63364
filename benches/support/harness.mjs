// What every bench is made of: options, the machine, medians, tables, bars, and a folder that is gone afterwards.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TARGET = fileURLToPath(new URL('../../target', import.meta.url));

export const MIB = 1 << 20;

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** `values` of the command line, and what is told with them. `defaults` are the bench's own options beside the common ones. */
export class Harness {
  missed = [];

  constructor(help, defaults = {}) {
    const text = Object.entries({ rounds: '5', dir: TARGET, ...defaults });
    const { values } = parseArgs({
      options: {
        ...Object.fromEntries(text.map(([name, value]) => [name, { type: 'string', default: value }])),
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(help);
      process.exit();
    }
    this.values = values;
    this.rounds = Number(values.rounds);
  }

  /** For a person; a program hears nothing of it. */
  note(text) {
    if (!this.values.json) console.log(text);
  }

  table(header, rows) {
    const lines = [header, header.map(() => '---'), ...rows];
    this.note(`\n${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}`);
  }

  /** What is told at the end when it is not so. */
  bar(is, text) {
    if (!is) this.missed.push(text);
  }

  /** Whether a part of the bench is asked for. */
  wants(part) {
    return this.values.only.split(',').includes(part);
  }

  /** Names the machine, gives `measure` a folder, and tells its figures; exits 1 with `--check` when a bar is missed. */
  async run(name, more, measure) {
    await mkdir(this.values.dir, { recursive: true });
    const folder = await mkdtemp(join(this.values.dir, `bench-${name}-`));
    try {
      const machine = describe(more(folder));
      const { cores, cpu, memory, load, ...others } = machine;
      this.note([`${cores} cores of ${cpu}`, memory, ...Object.values(others), `load ${load}`].join(', '));
      const figures = { machine, ...(await measure(folder)), missed: this.missed };
      if (this.values.json) console.log(JSON.stringify(figures, null, 2));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    for (const text of this.missed) console.error(`below the bar: ${text}`);
    if (this.values.check && this.missed.length > 0) process.exitCode = 1;
  }
}

function describe(more) {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0].model,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    load: loadavg()[0].toFixed(1),
    ...more,
  };
}

/** What one server leaves unwritten must not slow down the next. */
export const settle = () => execFileSync('sync');
