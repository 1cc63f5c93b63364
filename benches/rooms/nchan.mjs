// nginx with nchan as its documentation sets it up: one publisher, WebSocket subscribers, messages kept in memory.

import { Agent, request } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Process, freePort } from '../support/process.mjs';

const configuration = (folder, port) => `
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 2;
worker_rlimit_nofile 65536;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 20000; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 10000000;
  nchan_shared_memory_size 512m;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /up { return 200; }
    location = /pub { nchan_publisher; nchan_channel_id room; nchan_message_buffer_length 100; nchan_message_timeout 60s; }
    location = /sub { nchan_subscriber websocket; nchan_channel_id room; nchan_subscriber_first_message newest; }
  }
}
`;

export class Nchan extends Process {
  static label = 'nchan';
  /** Its workers end with the master only when that is asked to end. */
  lastSignal = 'SIGTERM';
  path = '/sub';

  static async start(folder) {
    const own = join(folder, 'nchan');
    await mkdir(own, { recursive: true });
    const port = await freePort();
    const file = join(own, 'nginx.conf');
    await writeFile(file, configuration(own, port));
    const server = new Nchan('/usr/sbin/nginx', ['-c', file, '-p', own], {}, `http://127.0.0.1:${port}`);
    server.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await server.ready('/up');
    return server;
  }

  publish(text) {
    const sent = request(`${this.url}/pub`, { method: 'POST', agent: this.agent, headers: { 'Content-Length': text.length } });
    sent.on('response', (response) => response.resume());
    sent.on('error', () => {});
    sent.end(text);
  }
}
