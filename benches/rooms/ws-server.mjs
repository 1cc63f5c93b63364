// A room as the documentation of ws writes it: what one says, all others are sent.

import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT), backlog: 4096 });
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data) => {
    for (const client of server.clients) if (client !== socket) client.send(data, { binary: false });
  });
});
