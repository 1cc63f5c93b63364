// Playhouse's release binary with an empty data folder and one person who may upload.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, freePort } from './process.mjs';

const BINARY = process.env.PLAYHOUSE_BIN ?? fileURLToPath(new URL('../../target/release/playhouse', import.meta.url));

export class Playhouse extends Process {
  static label = 'Playhouse';

  static async start(folder, settings = {}) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      PLAYHOUSE_BIND: `127.0.0.1:${port}`,
      PLAYHOUSE_OPS_BIND: '127.0.0.1:0',
      PLAYHOUSE_DATA_DIR: join(folder, 'playhouse'),
      PLAYHOUSE_RATE_LIMITS: 'off',
      PLAYHOUSE_LOG: 'error',
      ...settings,
    };
    const server = new this(BINARY, ['serve'], env, url);
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
}
