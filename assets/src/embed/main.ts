import { parseBoot } from '~/boot';
import type { Playback, Problem, Video } from '~/api/types';
import { h, icon } from '~/player/dom';
import { paths } from '~/player/icons';
import type { Player } from '~/player/player';
import { parseTime } from '~/lib/time';
import { testids } from '~/testids';
import { m } from '~/words';
import { parseAccent } from './color';
import { isHello } from './protocol';

// The embed page stands in other people's pages: no framework, no cookies, and no player code before it is wanted.

const LOOK_AGAIN_MS = 2000;

const host = document.getElementById('embed') ?? document.body;
const query = new URLSearchParams(location.search);
const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const isOn = (name: string) => query.has(name) && query.get(name) !== '0' && query.get(name) !== 'false';
const isOff = (name: string) => query.get(name) === '0' || query.get(name) === 'false';
const optional = <T>(value: T | null | undefined) => value ?? undefined;

class Unplayable extends Error {
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.isFinal = isFinal;
  }
}

async function fetchVideo(): Promise<Video> {
  const response = await fetch(`/api/v1/videos/${encodeURIComponent(id)}`);
  if (response.ok) return ((await response.json()) as { video: Video }).video;
  if (response.status === 404) throw new Unplayable(m.embed_missing(), true);
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new Unplayable(problem.detail ?? m.embed_not_loaded(), false);
}

function message(testid: string, title: string, detail: string, retry?: () => void): void {
  const again =
    retry &&
    h('button', { type: 'button', class: 'embed-retry', 'data-testid': testids.playerRetry }, m.embed_try_again());
  if (retry) again?.addEventListener('click', retry);
  host.replaceChildren(
    h(
      'div',
      { class: 'embed-card', role: 'status', 'data-testid': testid },
      h('strong', {}, title),
      h('p', {}, detail),
      again,
    ),
  );
}

const sourcesOf = ({ hls, dash }: Playback) => ({ hls: optional(hls), dash: optional(dash) });

function isPlayable({ state, playback: { hls, dash } }: Video): boolean {
  return (state === 'playable' || state === 'ready') && Boolean(hls || dash);
}

let player: Promise<Player> | undefined;

async function mount(video: Video, autoplay: boolean): Promise<Player> {
  const { Player } = await import('~/player/player');
  const mounted = new Player({
    id: video.id,
    title: video.title,
    owner: video.owner.display_name ?? video.owner.username,
    sources: sourcesOf(video.playback),
    poster: optional(video.playback.poster),
    storyboard: optional(video.playback.storyboard),
    startAt: parseTime(query.get('t')),
    autoplay,
    muted: isOn('muted'),
    loop: isOn('loop'),
    controls: !isOff('controls'),
    titleLink: `/watch/${encodeURIComponent(video.id)}`,
    wantsDash: query.get('engine') === 'dash',
    renew: async () => sourcesOf((await fetchVideo()).playback),
  });
  mounted.showChapters(video.chapters);
  host.replaceChildren(mounted.root);
  return mounted;
}

/** Poster and play button alone; everything else comes with the press. */
function facade(video: Video): void {
  const start = h(
    'button',
    {
      type: 'button',
      class: 'embed-start',
      'aria-label': m.embed_play({ title: video.title }),
      'data-testid': testids.playerStart,
    },
    video.playback.poster && h('img', { src: video.playback.poster, alt: '', fetchpriority: 'high' }),
    h('span', {}, icon(paths.play)),
  );
  const title = h(
    'a',
    { class: 'embed-title', href: `/watch/${encodeURIComponent(video.id)}`, target: '_blank', rel: 'noopener' },
    video.title,
  );
  start.addEventListener('pointerenter', () => void import('~/player/player'), { once: true });
  start.addEventListener(
    'click',
    () => {
      start.dataset.busy = '';
      player ??= mount(video, true);
      player.then(
        ({ root }) => root.focus({ preventScroll: true }),
        (error: unknown) => {
          player = undefined;
          show(error);
        },
      );
    },
    { once: true },
  );
  host.replaceChildren(start, title);
}

function show(error: unknown): void {
  const detail = error instanceof Unplayable ? error.message : m.embed_unreachable();
  const isFinal = error instanceof Unplayable && error.isFinal;
  message(testids.playerError, m.embed_nothing(), detail, isFinal ? undefined : () => void open(null).catch(show));
}

/** Shows what can be shown of the video; answers it when it can be played. */
async function open(known: Video | null): Promise<void> {
  const video = known ?? (await fetchVideo());
  if (video.state === 'failed') {
    message(testids.failureCard, m.embed_failed(), video.failure?.detail ?? '');
  } else if (!isPlayable(video)) {
    message(testids.processingState, m.embed_processing_title(), m.embed_processing());
    setTimeout(() => void open(null).catch(show), LOOK_AGAIN_MS);
  } else if (isOn('autoplay')) {
    player ??= mount(video, true);
    await player;
  } else {
    facade(video);
  }
}

/** The page around the frame may steer the player; what that takes comes when it says hello. */
function listen(): void {
  const first = (event: MessageEvent) => {
    if (event.source !== parent || parent === window || !isHello(event.data)) return;
    removeEventListener('message', first);
    void import('./api').then(({ serve }) =>
      serve(event, async () => {
        player ??= mount(await fetchVideo(), isOn('autoplay'));
        return await player;
      }),
    );
  };
  addEventListener('message', first);
}

const accent = parseAccent(query.get('color'));
if (accent) {
  host.style.setProperty('--ph-accent', accent.color);
  host.style.setProperty('--ph-on-accent', accent.on);
}
listen();
void open(parseBoot(document.getElementById('boot')?.textContent).video).catch(show);
