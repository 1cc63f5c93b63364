import { doubtServer } from '~/lib/reachable';
import { freshen, onSessionChange, refreshSession, wasSignedIn } from './session';

const PROTOCOL = 'playhouse.v1';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that lasted this long was a good one: the next pause is short again. */
const STEADY_MS = 10_000;

/** Close codes of the server (RFC 6455 section 7.4 and the range for applications). */
export const CLOSED = { policy: 1008, restart: 1012, later: 1013, gone: 4404 } as const;

export type SocketState = 'connecting' | 'open' | 'waiting' | 'gone';

export interface LiveSocketOptions<Message> {
  /** Asked anew for every connection, so that it can carry where to go on. */
  path: () => string;
  onMessage: (message: Message) => void;
  onState?: (state: SocketState) => void;
  /** For people who are signed in, and nobody else. */
  needsSession?: boolean;
}

export interface LiveSocket {
  /** False when nothing is open: the message was not sent. */
  send: (message: object) => boolean;
  close: () => void;
}

/**
 * Milliseconds before the `failures`-th try: half of a doubled pause, and a random part of the other half, so that all the
 * clients of a server that was started again do not come at once.
 */
export function pauseBefore(failures: number, random = Math.random()): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
  return whole / 2 + (whole / 2) * random;
}

/** Closing a socket that is on its way would be reported as a failure: it is closed when it is there. */
function leave(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.addEventListener('open', () => socket.close());
  else socket.close();
}

/** Sockets that are open or on their way; a session that begins or ends makes them come anew under the new name. */
const living = new Set<() => void>();
let hearsSessions = false;

function hearSessions(): void {
  if (hearsSessions) return;
  hearsSessions = true;
  onSessionChange(() => living.forEach((renew) => renew()));
}

/** A WebSocket of this server that comes back by itself until it is closed here, or told that there is nothing. */
export function openLiveSocket<Message>(options: LiveSocketOptions<Message>): LiveSocket {
  const { path, onMessage, onState, needsSession = false } = options;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let generation = 0;
  let over = false;

  const drop = () => {
    generation += 1;
    clearTimeout(timer);
    if (socket) leave(socket);
    socket = undefined;
  };
  const wait = () => {
    failures += 1;
    void doubtServer();
    onState?.('waiting');
    // The browser says when it is back on the network; until then there is nothing to try.
    if (navigator.onLine) timer = setTimeout(() => void connect(), pauseBefore(failures));
  };
  const connect = async () => {
    drop();
    const own = generation;
    onState?.('connecting');
    await freshen();
    if (own !== generation || over) return;
    // Nobody is let in without a session; the next one begins this anew.
    if (needsSession && !wasSignedIn()) return onState?.('waiting');
    const to = new WebSocket(new URL(path(), location.href.replace(/^http/, 'ws')), PROTOCOL);
    socket = to;
    let openedAt = 0;
    to.addEventListener('open', () => {
      openedAt = performance.now();
      if (own === generation) onState?.('open');
    });
    to.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (own === generation) onMessage(JSON.parse(data) as Message);
    });
    to.addEventListener('close', ({ code }) => {
      if (own !== generation) return;
      socket = undefined;
      if (code === CLOSED.gone) return end('gone');
      if (openedAt > 0 && performance.now() - openedAt > STEADY_MS) failures = 0;
      // A session that ended elsewhere: who is still signed in here gets a new one before coming back.
      if (code !== CLOSED.policy || !wasSignedIn()) return wait();
      const waitAnyway = () => {
        if (own === generation) wait();
      };
      void refreshSession().then(waitAnyway, waitAnyway);
    });
  };
  const renew = () => {
    failures = 0;
    void connect();
  };
  const pauseOffline = () => {
    drop();
    onState?.('waiting');
  };
  const end = (state?: SocketState) => {
    over = true;
    drop();
    living.delete(renew);
    removeEventListener('online', renew);
    removeEventListener('offline', pauseOffline);
    if (state) onState?.(state);
  };

  hearSessions();
  living.add(renew);
  addEventListener('online', renew);
  addEventListener('offline', pauseOffline);
  void connect();
  return {
    send: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close: () => end(),
  };
}
