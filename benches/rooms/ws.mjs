// npm's ws.

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { Process, freePort } from '../support/process.mjs';

const PROGRAM = fileURLToPath(new URL('./ws-server.mjs', import.meta.url));

export class Ws extends Process {
  static label = 'ws';
  path = '/';

  static async start() {
    const port = await freePort();
    const server = new Ws(process.execPath, [PROGRAM], { PORT: String(port) }, `http://127.0.0.1:${port}`);
    await server.ready('/');
    server.socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await once(server.socket, 'open');
    return server;
  }

  publish(text) {
    this.socket.send(text);
  }

  async stop() {
    this.socket.terminate();
    await super.stop();
  }
}
