// Clients that never finish: each keeps a connection and sends a byte of a request's head now and then; thrown out, it comes back.

import { connect } from 'node:net';

const HEAD = `GET /healthz HTTP/1.1\r\nHost: slow.example\r\nX-Padding: ${'x'.repeat(4096)}`;

class SlowClient {
  constructor(host, port, paceMs, totals) {
    Object.assign(this, { host, port, paceMs, totals });
    this.open();
  }

  open() {
    this.sent = 0;
    this.socket = connect({ host: this.host, port: this.port }, () => {
      this.totals.open += 1;
      this.timer = setInterval(() => this.drip(), this.paceMs * (0.5 + Math.random()));
      this.drip();
    });
    this.socket.on('error', () => {});
    this.socket.on('data', () => {});
    this.socket.on('close', () => this.closed());
  }

  drip() {
    this.socket.write(HEAD[this.sent % HEAD.length]);
    this.sent += 1;
  }

  closed() {
    clearInterval(this.timer);
    if (this.sent > 0) this.totals.open -= 1;
    if (this.isOver) return;
    this.totals.thrownOut += 1;
    this.timer = setTimeout(() => this.open(), 100 + Math.random() * 400);
  }

  end() {
    this.isOver = true;
    clearInterval(this.timer);
    clearTimeout(this.timer);
    this.socket.destroy();
  }
}

/** So many of them, opened over `rampMs`. */
export function crawl(url, count, paceMs, rampMs) {
  const { hostname, port } = new URL(url);
  const totals = { open: 0, thrownOut: 0 };
  const clients = [];
  const started = performance.now();
  const ramp = setInterval(() => {
    const due = Math.min(count, Math.ceil((count * (performance.now() - started)) / rampMs));
    while (clients.length < due) clients.push(new SlowClient(hostname, Number(port), paceMs, totals));
    if (clients.length === count) clearInterval(ramp);
  }, 20);
  const end = () => {
    clearInterval(ramp);
    clients.forEach((client) => client.end());
  };
  return { totals, end };
}
