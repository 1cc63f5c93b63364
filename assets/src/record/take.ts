import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { External } from '~/lib/external';
import { Tape } from '~/upload/tape';
import { Transfer } from '~/upload/transfer';
import { type Format, bitrateFor } from './format';

const SLICE_MS = 2000;
/** A fragment of MP4 leaves the browser with each key frame; the server cuts there, too. */
const KEY_FRAME_MS = 2000;
const SOUND_BITS = 128_000;

/** What MediaRecorder knows beyond what TypeScript does. */
interface RecorderOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration?: number;
}

/** How the bytes of a recording are doing. */
export interface Sending {
  readonly state: 'sending' | 'retrying' | 'failed' | 'sent';
  readonly videoId: string | undefined;
  readonly sent: number;
  /** Bytes that were made. */
  readonly made: number;
  readonly error: string | undefined;
}

interface TakeOptions {
  stream: MediaStream;
  format: Format;
  metadata: Record<string, string>;
  /** Told when the browser itself can record no longer. */
  onBroken: () => void;
}

/** Recordings whose bytes are not all there yet, of this page and of pages that one has left. */
const unsent = new Set<Take>();
addEventListener('beforeunload', (event) => {
  if (unsent.size > 0) event.preventDefault();
});

/** One recording: from the streams to the server while it is made. Every byte is kept until it is there. */
export class Take {
  readonly sending = new External<Sending>({
    state: 'sending',
    videoId: undefined,
    sent: 0,
    made: 0,
    error: undefined,
  });
  private readonly tape: Tape;
  private readonly recorder: MediaRecorder;
  private readonly transfer: Transfer;
  private readonly stopped: Promise<unknown>;
  private readonly listening = new AbortController();

  constructor({ stream, format, metadata, onBroken }: TakeOptions) {
    const { width = 1280, height = 720 } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    const options: RecorderOptions = {
      mimeType: format.mimeType,
      videoBitsPerSecond: bitrateFor(width, height),
      audioBitsPerSecond: SOUND_BITS,
      videoKeyFrameIntervalDuration: KEY_FRAME_MS,
    };
    this.tape = new Tape(format.mimeType.split(';')[0] ?? format.mimeType);
    this.recorder = new MediaRecorder(stream, options);
    this.recorder.addEventListener('dataavailable', ({ data }) => {
      this.tape.append(data);
      this.change({ made: this.tape.bytes });
    });
    this.recorder.addEventListener('error', onBroken);
    this.stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
    this.transfer = new Transfer(this.tape, metadata, undefined, {
      onProgress: (sent) => this.change({ state: 'sending', sent }),
      onVideo: (videoId) => this.change({ videoId }),
      onRetry: () => this.change({ state: 'retrying' }),
      onDone: () => {
        unsent.delete(this);
        this.change({ state: 'sent', sent: this.tape.bytes });
      },
      onError: (error) => this.change({ state: 'failed', error: describe(error) }),
    });
    addEventListener('online', () => this.hurry(), { signal: this.listening.signal });
  }

  start(): void {
    unsent.add(this);
    this.recorder.start(SLICE_MS);
    void this.transfer.start();
  }

  pause(): void {
    if (this.recorder.state === 'recording') this.recorder.pause();
  }

  resume(): void {
    if (this.recorder.state === 'paused') this.recorder.resume();
  }

  /** Ends it; answers the whole of it once the last byte is made. */
  async stop(): Promise<Blob> {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    await this.stopped;
    this.tape.end();
    return this.tape.whole();
  }

  /** Tries again to send what is left. */
  retry(): void {
    this.change({ state: 'sending', error: undefined });
    void this.transfer.pause().then(() => this.transfer.start());
  }

  /** Ends it, here and on the server. */
  async discard(): Promise<void> {
    const { state, videoId } = this.sending.get();
    unsent.delete(this);
    this.listening.abort();
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    if (state !== 'sent') return await this.transfer.cancel();
    if (videoId) await client.DELETE('/api/v1/videos/{id}', { params: { path: { id: videoId } } });
  }

  private hurry(): void {
    const { state } = this.sending.get();
    if (state === 'retrying' || state === 'failed') this.retry();
  }

  private change(part: Partial<Sending>): void {
    this.sending.set({ ...this.sending.get(), ...part });
  }
}
