// Another site: the same machine under another name, with one page.

import { once } from 'node:events';
import { createServer } from 'node:http';

export async function site(html) {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(request.url === '/' ? html : '');
  }).listen(0, 'localhost');
  await once(server, 'listening');
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}
