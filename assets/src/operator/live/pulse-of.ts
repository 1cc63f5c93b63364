import type { SocketState } from '~/api/live-socket';
import { m } from '~/words';

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
      ? { state: 'connecting', words: m.operator_connecting(), tone: 'quiet' }
      : { state: 'reconnecting', words: m.operator_reconnecting(), tone: 'warn' };
  }
  if (isPaused) return { state: 'paused', words: m.operator_paused(), tone: 'quiet' };
  if (silence === undefined) return { state: 'connecting', words: m.operator_connecting(), tone: 'quiet' };
  if (silence > STALE_MS) return { state: 'stale', words: m.operator_no_news(), tone: 'warn' };
  return { state: 'live', words: m.operator_live(), tone: 'good' };
}
