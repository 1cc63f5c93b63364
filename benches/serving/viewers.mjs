// Players without a picture: each keeps one connection and asks for the next segment of its video at a player's pace.

import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

class Viewer {
  constructor(host, port, places, first, paceMs, totals) {
    Object.assign(this, { host, places, next: first, paceMs, totals, left: 0, head: Buffer.alloc(0) });
    this.socket = connect({ host, port });
    this.socket.on('data', (bytes) => this.take(bytes));
    this.socket.on('error', () => this.lost());
    this.socket.on('close', () => this.lost());
    this.timer = setTimeout(() => this.ask(), Math.random() * paceMs);
  }

  ask() {
    const place = this.places[this.next % this.places.length];
    this.next += 1;
    this.asked = performance.now();
    this.socket.write(`GET ${place} HTTP/1.1\r\nHost: ${this.host}\r\n\r\n`);
  }

  take(bytes) {
    if (this.left === 0) {
      this.head = Buffer.concat([this.head, bytes]);
      const end = this.head.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.head.subarray(0, end).toString('latin1');
      if (!head.startsWith('HTTP/1.1 200')) throw new Error(head);
      this.left = Number(/content-length: (\d+)/i.exec(head)[1]);
      bytes = this.head.subarray(end + HEAD_END.length);
      this.head = Buffer.alloc(0);
    }
    this.left -= bytes.length;
    this.totals.bytes += bytes.length;
    if (this.left > 0) return;
    const taken = performance.now() - this.asked;
    this.totals.segments += 1;
    this.totals.slowest = Math.max(this.totals.slowest, taken);
    this.timer = setTimeout(() => this.ask(), Math.max(0, this.paceMs - taken));
  }

  lost() {
    clearTimeout(this.timer);
    if (!this.isOver) this.totals.lost += 1;
    this.isOver = true;
  }

  end() {
    this.isOver = true;
    clearTimeout(this.timer);
    this.socket.destroy();
  }
}

/** So many viewers over these videos (lists of places), each beginning somewhere else. */
export function watch(url, videos, count, paceMs) {
  const { hostname, port } = new URL(url);
  const totals = { segments: 0, bytes: 0, slowest: 0, lost: 0 };
  const viewers = Array.from({ length: count }, (_, index) => {
    const places = videos[index % videos.length];
    return new Viewer(hostname, port, places, Math.floor(Math.random() * places.length), paceMs, totals);
  });
  return { totals, end: () => viewers.forEach((viewer) => viewer.end()) };
}
