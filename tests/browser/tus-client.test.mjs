// The upload protocol with tus-js-client outside of a browser: the client that others use, in every way it has.

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { Upload } from 'tus-js-client';
import { Api } from './support/api.mjs';
import { SAMPLE, SAMPLE_SECONDS } from './support/media.mjs';
import { Server } from './support/server.mjs';

const KIB = 1024;

let server;
let api;
let bytes;

before(async () => {
  [server, bytes] = await Promise.all([Server.start(), readFile(SAMPLE)]);
});
beforeEach(async () => {
  api = await Api.register(server.origin);
});
after(() => server?.stop());

/** Keeps what the client wants to remember of its uploads. */
class Memory {
  #kept = new Map();

  async findAllUploads() {
    return [...this.#kept.values()];
  }

  async findUploadsByFingerprint(fingerprint) {
    return [...this.#kept].filter(([key]) => key.startsWith(`${fingerprint}:`)).map(([, upload]) => upload);
  }

  async addUpload(fingerprint, upload) {
    const urlStorageKey = `${fingerprint}:${this.#kept.size}`;
    this.#kept.set(urlStorageKey, { ...upload, urlStorageKey });
    return urlStorageKey;
  }

  async removeUpload(key) {
    this.#kept.delete(key);
  }
}

/** An upload of the sample, with its requests on record. `done` settles with the upload; `videoId` is what it becomes. */
function prepare(source, options = {}) {
  const record = { methods: [], videoId: undefined, parts: 0 };
  record.done = new Promise((resolve, reject) => {
    record.upload = new Upload(source, {
      endpoint: api.uploads,
      headers: api.headers,
      metadata: { filename: 'bbb.mp4', filetype: 'video/mp4', title: 'By a program', visibility: 'unlisted' },
      retryDelays: [0, 200, 1000],
      fingerprint: async () => 'sample',
      onBeforeRequest: (request) => {
        record.methods.push(request.getMethod());
        const isPart = request.getHeader('Upload-Concat') === 'partial';
        if (isPart && request.getMethod() === 'POST') record.parts += 1;
      },
      onAfterResponse: (_request, response) => {
        record.videoId = response.getHeader('Video-Id') ?? record.videoId;
      },
      onError: reject,
      onSuccess: () => resolve(record.upload),
      ...options,
    });
  });
  // A test that fails before it waits for the end must not fail twice.
  record.done.catch(() => undefined);
  return record;
}

function head(url) {
  return api.fetch('HEAD', url, { headers: { 'Tus-Resumable': '1.0.0' } });
}

/** The server has the whole file and has made a video of it. */
async function checkArrival({ upload, videoId }) {
  const response = await head(upload.url);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('Upload-Offset'), String(bytes.length));
  assert.equal(response.headers.get('Upload-Length'), String(bytes.length));
  const video = await api.videoInState(videoId, 'playable', 'ready');
  assert.equal(video.title, 'By a program');
  assert.equal(video.visibility, 'unlisted');
  assert.ok(Math.abs(video.duration - SAMPLE_SECONDS) < 0.1, `${video.duration} s long`);
  await api.json('DELETE', `/videos/${videoId}`);
}

/** Starts it and answers once some bytes have been acknowledged. */
function startedUntil(record, acknowledged) {
  return new Promise((resolve, reject) => {
    record.upload.options.onChunkComplete = (_size, accepted) => accepted >= acknowledged && resolve(accepted);
    record.done.catch(reject);
    record.upload.start();
  });
}

test('in chunks', async () => {
  const record = prepare(bytes, { chunkSize: 512 * KIB });
  record.upload.start();
  await record.done;
  assert.equal(record.methods.filter((method) => method === 'PATCH').length, Math.ceil(bytes.length / (512 * KIB)));
  await checkArrival(record);
});

test('with the first bytes in the creation', async () => {
  const record = prepare(bytes, { uploadDataDuringCreation: true });
  record.upload.start();
  await record.done;
  assert.deepEqual(record.methods, ['POST']);
  await checkArrival(record);
});

test('in three parts at a time, joined at the end', async () => {
  const record = prepare(bytes, { parallelUploads: 3 });
  record.upload.start();
  await record.done;
  assert.equal(record.parts, 3);
  const response = await head(record.upload.url);
  assert.match(response.headers.get('Upload-Concat'), /^final;(\S+ ){2}\S+$/);
  await checkArrival(record);
});

test('from a stream of unknown length', async () => {
  // Through a pipe: of a file's own stream, the client would look up the length.
  const stream = createReadStream(SAMPLE).pipe(new PassThrough());
  const record = prepare(stream, { uploadLengthDeferred: true, chunkSize: 1000 * KIB });
  const started = startedUntil(record, 1);
  await started;
  const response = await head(record.upload.url);
  assert.equal(response.headers.get('Upload-Defer-Length'), '1');
  assert.equal(response.headers.get('Upload-Length'), null);
  await record.done;
  await checkArrival(record);
});

test('stopped, and taken up again by what the client remembers', async () => {
  const urlStorage = new Memory();
  const options = { urlStorage, storeFingerprintForResuming: true, chunkSize: 512 * KIB };
  const first = prepare(bytes, options);
  await startedUntil(first, 1024 * KIB);
  await first.upload.abort();

  const second = prepare(bytes, { ...options, removeFingerprintOnSuccess: true });
  const [previous] = await second.upload.findPreviousUploads();
  assert.equal(previous.uploadUrl, first.upload.url);
  second.upload.resumeFromPreviousUpload(previous);
  second.upload.start();
  await second.done;
  assert.equal(second.methods[0], 'HEAD');
  assert.ok(!second.methods.includes('POST'), 'not created anew');
  assert.equal(second.videoId, first.videoId);
  assert.deepEqual(await urlStorage.findAllUploads(), []);
  await checkArrival(second);
});

test('stopped in the middle of a chunk, and taken up again by its address', async () => {
  const first = prepare(bytes);
  const moving = new Promise((resolve) => {
    first.upload.options.onProgress = (sent) => sent > 0 && resolve();
  });
  first.upload.start();
  await moving;
  await first.upload.abort();
  const second = prepare(bytes, { uploadUrl: first.upload.url });
  second.upload.start();
  await second.done;
  assert.equal(second.methods[0], 'HEAD');
  await checkArrival({ upload: second.upload, videoId: first.videoId });
});

test('given up for good', async () => {
  const record = prepare(bytes, { chunkSize: 512 * KIB });
  await startedUntil(record, 512 * KIB);
  await record.upload.abort(true);
  assert.ok(record.methods.includes('DELETE'));
  assert.ok([404, 410].includes((await head(record.upload.url)).status));
  const video = await api.fetch('GET', `/videos/${record.videoId}`);
  assert.equal(video.status, 404);
});

test('across a kill -9 of the server', async () => {
  const record = prepare(bytes, { chunkSize: 256 * KIB, retryDelays: Array.from({ length: 100 }, () => 100) });
  const acknowledged = await startedUntil(record, 1024 * KIB);
  await server.kill();
  await server.launch();
  const response = await head(record.upload.url);
  assert.ok(Number(response.headers.get('Upload-Offset')) >= acknowledged, 'what was acknowledged is still there');
  await record.done;
  await checkArrival(record);
});
