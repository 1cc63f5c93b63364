import type { SocketState } from '~/api/live-socket';

export interface Pulse {
  state: 'live' | 'stale' | 'paused' | 'reconnecting' | 'connecting';
  words: string;
  tone: 'good' | 'warn' | 'quiet';
}

/** The server speaks every second; so long a silence means that it, or the line, is in trouble. */
const STALE_MS = 5000;

interface Signs {
  socket: SocketState;
  isPaused: boolean;
  /** Milliseconds since the last message; undefined: there was none. */
  silence: number | undefined;
}

export function pulseOf({ socket, isPaused, silence }: Signs): Pulse {
  if (socket !== 'open') {
    return silence === undefined && socket === 'connecting'
      ? { state: 'connecting', words: 'Connecting…', tone: 'quiet' }
      : { state: 'reconnecting', words: 'Reconnecting…', tone: 'warn' };
  }
  if (isPaused) return { state: 'paused', words: 'Paused', tone: 'quiet' };
  if (silence === undefined) return { state: 'connecting', words: 'Connecting…', tone: 'quiet' };
  if (silence > STALE_MS) return { state: 'stale', words: 'No news', tone: 'warn' };
  return { state: 'live', words: 'Live', tone: 'good' };
}
