import { parseBoot } from '~/boot';
import type { Video } from '~/api/types';
import { parseTime } from '~/lib/time';
import { Again } from '~/player/again';
import type { Player } from '~/player/player';
import { testids } from '~/testids';
import { m } from '~/words';
import { facade, message } from './cards';
import { parseAccent } from './color';
import { Only } from './only';
import { isHello } from './protocol';
import { Unplayable, failureOf, fetchVideo, isPlayable, sourcesOf } from './video';

// The embed page stands in other people's pages: no framework, no cookies, and no player code before it is wanted.

const LOOK_AGAIN_MS = 2000;

const host = document.getElementById('embed') ?? document.body;
const query = new URLSearchParams(location.search);
const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const isOn = (name: string) => query.has(name) && query.get(name) !== '0' && query.get(name) !== 'false';
const isOff = (name: string) => query.get(name) === '0' || query.get(name) === 'false';
const optional = <T>(value: T | null | undefined) => value ?? undefined;

const only = new Only<Player>();
const again = new Again(() => look(null));
/** Whether the player comes without a press. */
let isWanted = isOn('autoplay');
/** The video that waits for a press. */
let offered: Video | undefined;

async function mount(video: Video): Promise<Player> {
  const { Player } = await import('~/player/player');
  const mounted = new Player({
    id: video.id,
    title: video.title,
    owner: video.owner.display_name ?? video.owner.username,
    sources: sourcesOf(video.playback),
    poster: optional(video.playback.poster),
    storyboard: optional(video.playback.storyboard),
    startAt: parseTime(query.get('t')),
    autoplay: isOn('autoplay'),
    muted: isOn('muted'),
    loop: isOn('loop'),
    controls: !isOff('controls'),
    titleLink: `/watch/${encodeURIComponent(video.id)}`,
    wantsDash: query.get('engine') === 'dash',
    renew: async () => sourcesOf((await fetchVideo(id)).playback),
  });
  mounted.showChapters(video.chapters);
  host.replaceChildren(mounted.root);
  return mounted;
}

const start = (video: Video) => only.make(() => mount(video));

async function press(video: Video): Promise<void> {
  const player = await start(video);
  player.root.focus({ preventScroll: true });
  await player.play(true);
}

function show(error: unknown): void {
  const detail = error instanceof Unplayable ? error.message : m.embed_unreachable();
  const isFinal = error instanceof Unplayable && error.isFinal;
  if (isFinal) only.giveUp(error);
  else again.plan(error instanceof Unplayable ? error.retryAfter * 1000 : 0);
  // What is told already is not told anew, and its button keeps the focus.
  if (host.querySelector('.embed-card p')?.textContent === detail) return;
  host.replaceChildren(message(testids.playerError, m.embed_nothing(), detail, isFinal ? undefined : () => look(null)));
}

/** Shows what can be shown of the video now. */
async function open(known: Video | null): Promise<void> {
  const video = known ?? (await fetchVideo(id));
  again.reset();
  if (video.state === 'failed') {
    const detail = await failureOf(video);
    host.replaceChildren(message(testids.failureCard, m.embed_failed(), detail));
    only.giveUp(new Error(`${m.embed_failed()}: ${detail}`));
  } else if (!isPlayable(video)) {
    host.replaceChildren(message(testids.processingState, m.embed_processing_title(), m.embed_processing()));
    setTimeout(() => look(null), LOOK_AGAIN_MS);
  } else if (isWanted) {
    await start(video);
  } else {
    offered = video;
    host.replaceChildren(...facade(video, () => void press(video).catch(show)));
  }
}

function look(known: Video | null): void {
  again.cancel();
  void open(known).catch(show);
}

/** Somebody steers the player, who may do so before a press and while the video is still being prepared. */
function want(): Promise<Player> {
  isWanted = true;
  if (offered) void start(offered).catch(show);
  return only.there;
}

/** The page around the frame may steer the player; what that takes comes when it says hello. */
function listen(): void {
  const first = (event: MessageEvent) => {
    if (event.source !== parent || parent === window || !isHello(event.data)) return;
    removeEventListener('message', first);
    import('./api').then(({ serve }) => serve(event, want), listen);
  };
  addEventListener('message', first);
}

const accent = parseAccent(query.get('color'));
if (accent) {
  host.style.setProperty('--ph-accent', accent.color);
  host.style.setProperty('--ph-on-accent', accent.on);
}
listen();
look(parseBoot(document.getElementById('boot')?.textContent).video);
