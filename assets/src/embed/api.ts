import type { Player } from '~/player/player';
import { callsOf, stateOf } from './calls';
import { type CallName, type EventName, MARK, VERSION, isCall, isHello } from './protocol';

/** Events of the `<video>`, by what the page is told. */
const TOLD: Record<string, EventName> = {
  play: 'play',
  pause: 'pause',
  timeupdate: 'timeupdate',
  seeked: 'seeked',
  ended: 'ended',
  volumechange: 'volume',
  ratechange: 'rate',
};

/** The page that said hello, and nobody else. */
class Page {
  private readonly source: MessageEventSource;
  private readonly origin: string;

  constructor(source: MessageEventSource, origin: string) {
    this.source = source;
    this.origin = origin;
  }

  is(event: MessageEvent): boolean {
    return event.source === this.source && event.origin === this.origin;
  }

  tell(message: object): void {
    this.source.postMessage({ [MARK]: VERSION, ...message }, { targetOrigin: this.origin });
  }
}

function tellEvents(player: Player, page: Page): void {
  const { video, root, signal } = player;
  const tell = (event: EventName) => page.tell({ event, data: stateOf(player) });
  for (const [name, event] of Object.entries(TOLD)) video.addEventListener(name, () => tell(event), { signal });
  video.addEventListener('resize', () => tell('quality'), { signal });
  video.textTracks.addEventListener('change', () => tell('captions'), { signal });
  root.addEventListener(
    'playererror',
    (event) => page.tell({ event: 'error', data: { message: (event as CustomEvent<string>).detail } }),
    { signal },
  );
}

async function run(player: Player, name: string, args: unknown[]): Promise<unknown> {
  const calls = callsOf(player);
  if (!Object.hasOwn(calls, name)) throw new Error(`there is no ${name}`);
  return await calls[name as CallName](...args);
}

/**
 * Serves the page that said hello first, if it is the one around this frame. A page whose own is nowhere, such as a file,
 * could not be told from any other.
 */
export function serve(hello: MessageEvent, want: () => Promise<Player>): void {
  if (!hello.source || hello.origin === 'null') return;
  const page = new Page(hello.source, hello.origin);
  const ready = want().then((player) => {
    tellEvents(player, page);
    return player;
  });
  const greet = () => {
    // The player itself may take a while: the video may still be made.
    page.tell({ heard: true });
    void ready.then(
      (player) => page.tell({ event: 'ready', data: stateOf(player) }),
      (error: unknown) => page.tell({ event: 'error', data: { message: String((error as Error).message) } }),
    );
  };
  greet();
  addEventListener('message', (event) => {
    if (!page.is(event)) return;
    if (isHello(event.data)) return greet();
    if (!isCall(event.data)) return;
    const { id, call, args } = event.data;
    ready
      .then((player) => run(player, call, args))
      .then(
        (value) => page.tell({ id, value: value ?? null }),
        (error: unknown) => page.tell({ id, error: String((error as Error).message) }),
      );
  });
}
