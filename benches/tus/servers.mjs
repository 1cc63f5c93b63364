// Both servers under one face: start, say where uploads go and who sends them, tidy up, tell the memory, stop.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Playhouse as Server } from '../support/playhouse.mjs';
import { Process, freePort } from '../support/process.mjs';

export class Playhouse extends Server {
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
