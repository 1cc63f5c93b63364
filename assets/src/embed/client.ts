import {
  type CallName,
  type Calls,
  type EventName,
  type Events,
  MARK,
  VERSION,
  isAnswer,
  isHeard,
  isTold,
} from './protocol';

/*
 * For pages that embed a player: `new Playhouse.Player(iframe)`. Built into one file of its own, /embed-api.js.
 */
const HELLO_MS = 250;
const PATIENCE_MS = 20_000;

type Listener<Name extends EventName> = (data: Events[Name]) => void;
type Methods = { [Name in CallName]: (...args: Parameters<Calls[Name]>) => Promise<ReturnType<Calls[Name]>> };

const METHODS: readonly CallName[] = [
  'state',
  'play',
  'pause',
  'seek',
  'setVolume',
  'setMuted',
  'captions',
  'setCaptions',
  'qualities',
  'setQuality',
  'rates',
  'setRate',
  'nextChapter',
  'previousChapter',
  'nextFrame',
  'previousFrame',
  'grabFrame',
];

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export class Player {
  /** Fulfilled when the player is there; a video that is still being prepared is waited for. */
  readonly ready: Promise<void>;
  private readonly frame: HTMLIFrameElement;
  private readonly origin: string;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<EventName, Set<Listener<EventName>>>();
  private readonly greeting: ReturnType<typeof setInterval>;
  private late: ReturnType<typeof setTimeout> | undefined;
  private last = 0;

  constructor(frame: HTMLIFrameElement | string) {
    const found = typeof frame === 'string' ? document.querySelector(frame) : frame;
    if (!(found instanceof HTMLIFrameElement)) throw new TypeError('an <iframe> is needed');
    this.frame = found;
    this.origin = new URL(found.src, location.href).origin;
    addEventListener('message', this.hear);
    for (const name of METHODS) {
      Object.defineProperty(this, name, { value: (...args: unknown[]) => this.call(name, args) });
    }
    // The frame may not have come to where it hears; it is greeted until it answers.
    this.greeting = setInterval(() => this.post({ hello: true }), HELLO_MS);
    this.ready = new Promise((resolve, reject) => {
      this.late = setTimeout(() => {
        this.stopGreeting();
        reject(new Error('the player does not answer'));
      }, PATIENCE_MS);
      this.on('ready', () => resolve());
      this.on('error', ({ message }) => reject(new Error(message)));
    });
    this.ready.catch(() => undefined);
    this.post({ hello: true });
  }

  /** Answers how to stop listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener as Listener<EventName>));
    return () => void all.delete(listener as Listener<EventName>);
  }

  destroy(): void {
    this.stopGreeting();
    removeEventListener('message', this.hear);
    for (const { reject } of this.waiting.values()) reject(new Error('the player was let go'));
    this.waiting.clear();
  }

  private stopGreeting(): void {
    clearInterval(this.greeting);
    clearTimeout(this.late);
  }

  private async call(call: string, args: unknown[]): Promise<unknown> {
    await this.ready;
    this.last += 1;
    const id = this.last;
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ id, call, args });
    });
  }

  private post(message: object): void {
    this.frame.contentWindow?.postMessage({ [MARK]: VERSION, ...message }, this.origin);
  }

  private readonly hear = ({ source, origin, data }: MessageEvent): void => {
    if (source !== this.frame.contentWindow || origin !== this.origin) return;
    if (isHeard(data)) return this.stopGreeting();
    if (isTold(data)) {
      for (const listener of this.listeners.get(data.event) ?? []) listener(data.data as never);
      return;
    }
    if (!isAnswer(data)) return;
    const waiting = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if ('error' in data) waiting?.reject(new Error(data.error));
    else waiting?.resolve(data.value);
  };
}

export interface Player extends Methods {
  readonly ready: Promise<void>;
}
