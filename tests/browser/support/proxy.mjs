// A wire that can be cut: TCP in between the browser and the server.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Wire {
  #to;
  #port = 0;
  #server;
  #ends = new Set();

  /** `origin`: where it leads. */
  static async lay(origin) {
    const wire = new Wire();
    wire.#to = Number(new URL(origin).port);
    await wire.mend();
    return wire;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What is under way ends at once, and nobody is let in. */
  async cut() {
    for (const end of this.#ends) end.destroy();
    if (this.#server.listening) {
      this.#server.close();
      await once(this.#server, 'close');
    }
  }

  /** Lets in again, on the same port. */
  async mend() {
    this.#server = createServer((near) => {
      const far = connect(this.#to, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const [end, other] of [
        [near, far],
        [far, near],
      ]) {
        this.#ends.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          this.#ends.delete(end);
          other.destroy();
        });
      }
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }
}
