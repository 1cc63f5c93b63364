// Playhouse's room of one public video; what is published is a comment, in the database before anybody hears it.

import { once } from 'node:events';
import WebSocket from 'ws';
import { clip, reaches, upload } from '../support/media.mjs';
import { Playhouse } from '../support/playhouse.mjs';

export class Room extends Playhouse {
  static label = 'Playhouse';

  static async start(folder) {
    const server = await super.start(folder);
    const video = await reaches(server, await upload(server, clip(folder, 20_000), 'public'), ['ready']);
    server.path = `/api/v1/rooms/${video.id}/ws`;
    server.socket = new WebSocket(`${server.url.replace('http', 'ws')}${server.path}`, 'playhouse.v1', { headers: server.headers });
    server.refused = [];
    server.socket.on('message', (data) => {
      const message = JSON.parse(data);
      if (message.type === 'error') server.refused.push(message.code);
      if (message.presence !== undefined) server.presence = message.presence;
    });
    await once(server.socket, 'message');
    return server;
  }

  /** A socket is open when its handshake is answered, and a member of the room a moment later. */
  async welcomed(listeners) {
    while (this.presence < listeners + 1) await once(this.socket, 'message');
  }

  publish(text) {
    this.socket.send(JSON.stringify({ type: 'comment.create', client_id: text.slice(0, 32), body: text }));
  }

  async stop() {
    this.socket.terminate();
    if (this.refused.length > 0) console.error(`refused: ${this.refused.length} (${[...new Set(this.refused)].join(', ')})`);
    await super.stop();
  }
}
