import { freshen } from '~/api/session';

const EVERY_MS = 10_000;

type BeaconEvent = 'start' | 'pause' | 'end' | 'leave';

/** Unlike `crypto.randomUUID`, this also works on plain http in a home network. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Counts the seconds that were really played: steps of the clock while playing. Jumps by seeking do not count.
 */
export class Watched {
  private last: number | undefined;
  private seconds = 0;

  step(position: number, seeking: boolean): void {
    if (!seeking && this.last !== undefined) {
      const passed = position - this.last;
      if (passed > 0 && passed < 3) this.seconds += passed;
    }
    this.last = seeking ? undefined : position;
  }

  /** The seconds since this was last asked. */
  take(): number {
    const { seconds } = this;
    this.seconds = 0;
    return seconds;
  }
}

/** Tells the server what is watched: at the start, every ten seconds, at a pause, the end and on leaving. */
export function reportWatching(videoId: string, video: HTMLVideoElement, signal: AbortSignal): void {
  const session = randomId();
  const watched = new Watched();
  let started = false;
  let reported = 0;

  const send = (event?: BeaconEvent) => {
    const round = (seconds: number) => Math.round(seconds * 1000) / 1000;
    const report = { session, position: round(video.currentTime), watched: round(watched.take()), event };
    const body = new Blob([JSON.stringify(report)], { type: 'application/json' });
    const deliver = () => navigator.sendBeacon(`/api/v1/videos/${encodeURIComponent(videoId)}/watch`, body);
    // There is no later on leaving; at all other times the session may be renewed first.
    if (event === 'leave') deliver();
    else void freshen().then(deliver);
    reported = Date.now();
  };

  const listen = (name: string, listener: () => void) => video.addEventListener(name, listener, { signal });
  listen('playing', () => {
    if (started) return;
    started = true;
    send('start');
  });
  listen('timeupdate', () => {
    watched.step(video.currentTime, video.seeking);
    if (started && !video.paused && Date.now() - reported >= EVERY_MS) send();
  });
  listen('seeking', () => watched.step(video.currentTime, true));
  listen('pause', () => {
    if (started && !video.ended) send('pause');
  });
  listen('ended', () => send('end'));

  const leave = () => {
    if (started && !video.paused && !video.ended) send('leave');
  };
  addEventListener('pagehide', leave, { signal });
  signal.addEventListener('abort', leave, { once: true });
}
