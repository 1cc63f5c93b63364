// nginx as a careful administrator sets it up for a folder of segments: sendfile, open files cached, links signed.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Process, freePort } from '../support/process.mjs';

const BINARY = '/usr/sbin/nginx';
const SECRET = 'of the bench';

const configuration = (folder, port) => `
daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  default_type video/mp4;
  access_log off;
  sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_timeout 65; keepalive_requests 1000000;
  open_file_cache max=10000 inactive=60s; open_file_cache_valid 60s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  add_header X-Content-Type-Options nosniff;
  add_header Access-Control-Allow-Origin *;
  server {
    listen 127.0.0.1:${port};
    location /public/ { alias ${folder}/files/; add_header Cache-Control "public, max-age=31536000, immutable"; }
    location ~ ^/signed/(?<code>[^/]+)/(?<expires>[0-9]+)/(?<rest>.*)$ {
      secure_link $code,$expires;
      secure_link_md5 "${SECRET} $expires /$rest";
      if ($secure_link = "") { return 403; }
      if ($secure_link = "0") { return 410; }
      alias ${folder}/files/$rest;
    }
  }
}
`;

export class Nginx extends Process {
  static label = 'nginx';
  /** Its workers end with the master only when that is asked to end. */
  lastSignal = 'SIGTERM';

  static async start(folder) {
    const own = join(folder, 'nginx');
    await mkdir(join(own, 'files'), { recursive: true });
    const port = await freePort();
    const file = join(own, 'nginx.conf');
    await writeFile(file, configuration(own, port));
    const server = new Nginx(BINARY, ['-c', file, '-p', own], {}, `http://127.0.0.1:${port}`);
    server.files = join(own, 'files');
    await server.ready('/');
    return server;
  }

  /** Takes a file; answers its places. */
  async add(name, bytes) {
    await writeFile(join(this.files, name), bytes);
    const expires = Math.floor(Date.now() / 1000) + 86_400;
    const code = createHash('md5').update(`${SECRET} ${expires} /${name}`).digest('base64url');
    return { public: `${this.url}/public/${name}`, private: `${this.url}/signed/${code}/${expires}/${name}` };
  }

  static version() {
    return /nginx\/\S+/.exec(execFileSync('sh', ['-c', `${BINARY} -v 2>&1`], { encoding: 'utf8' }))[0];
  }
}
