// What a program would do over the public API; tests use it to arrange and to verify, never instead of the page.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** A debug server on two busy cores needs a while for a whole ladder. */
const PROCESSING_MS = 240_000;

/** A person nobody has heard of. */
export function somebody() {
  const username = `viewer${randomBytes(5).toString('hex')}`;
  return { username, email: `${username}@people.example`, password: 'a long enough password' };
}

export class Api {
  #origin;
  #token;

  constructor(origin, token) {
    this.#origin = origin;
    this.#token = token;
  }

  static async register(origin, person = somebody()) {
    const api = new Api(origin);
    await api.json('POST', '/users/register', person);
    return await Api.logIn(origin, person);
  }

  /** The first admin of a new server, made with the token that its start has logged. */
  static async registerAdmin(server, person = somebody()) {
    const admin_token = await server.logged(/\/register#admin_token=([0-9a-f]+)/g);
    await new Api(server.origin).json('POST', '/users/register', { ...person, admin_token });
    return person;
  }

  static async logIn(origin, { email, password }) {
    const { access_token } = await new Api(origin).json('POST', '/auth/login', { email, password });
    return new Api(origin, access_token);
  }

  get headers() {
    return this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  get uploads() {
    return `${this.#origin}/api/v1/uploads`;
  }

  fetch(method, path, init = {}) {
    const url = new URL(path.startsWith('http') ? path : `${this.#origin}/api/v1${path}`);
    return fetch(url, { ...init, method, headers: { ...this.headers, ...init.headers } });
  }

  json(method, path, body) {
    return this.text(method, path, body && JSON.stringify(body), 'application/json');
  }

  async text(method, path, body, type) {
    const init = body ? { body, headers: { 'Content-Type': type } } : {};
    const response = await this.fetch(method, path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async video(id) {
    return (await this.json('GET', `/videos/${id}`)).video;
  }

  /** Follows a video until it is in one of these states; another final one is an error. */
  async videoInState(id, ...states) {
    const deadline = Date.now() + PROCESSING_MS;
    for (;;) {
      const video = await this.video(id);
      if (states.includes(video.state)) return video;
      if (video.state === 'failed' || video.state === 'ready') {
        throw new Error(`the video ended ${video.state}, not ${states.join(' or ')}: ${JSON.stringify(video.failure)}`);
      }
      if (Date.now() > deadline) throw new Error(`the video is still ${video.state} after ${PROCESSING_MS} ms`);
      await pause(100);
    }
  }

  /** The video once it has its poster: an early one gives way to a better one, and the preview is made after that. */
  videoWithPoster(id) {
    return this.videoWith(id, 'poster', 'preview');
  }

  /** The video once these parts of its playback are there. */
  async videoWith(id, ...parts) {
    const deadline = Date.now() + PROCESSING_MS;
    for (;;) {
      const video = await this.video(id);
      if (parts.every((part) => video.playback[part])) return video;
      if (Date.now() > deadline) throw new Error(`the video has no ${parts.join(' and ')} after ${PROCESSING_MS} ms`);
      await pause(100);
    }
  }

  /** One file in one request; answers the id of its video. */
  async upload(file, metadata = {}) {
    const bytes = await readFile(file);
    const pairs = Object.entries({ filename: file.split('/').at(-1), ...metadata });
    const response = await this.fetch('POST', '/uploads', {
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(','),
        'Content-Type': 'application/offset+octet-stream',
      },
      body: bytes,
    });
    if (response.status !== 201) throw new Error(`upload: ${response.status} ${await response.text()}`);
    return response.headers.get('Video-Id');
  }
}
