import { parseBoot } from '~/boot';
import type { Playback, Problem, Video } from '~/api/types';
import { h, icon } from '~/player/dom';
import { parseTime } from '~/lib/time';
import { testids } from '~/testids';

// The embed page stands in other people's pages: no framework, no cookies, and no player code before it is wanted.

const LOOK_AGAIN_MS = 2000;
const PLAY = 'M8 5.14v13.72a1 1 0 0 0 1.53.85l10.98-6.86a1 1 0 0 0 0-1.7L9.53 4.29A1 1 0 0 0 8 5.14Z';

const host = document.getElementById('embed') ?? document.body;
const query = new URLSearchParams(location.search);
const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const isOn = (name: string) => query.has(name) && query.get(name) !== '0' && query.get(name) !== 'false';

async function fetchVideo(): Promise<Video> {
  const response = await fetch(`/api/v1/videos/${encodeURIComponent(id)}`);
  if (response.ok) return ((await response.json()) as { video: Video }).video;
  if (response.status === 404) throw new Error('This video does not exist, or is not for everyone.');
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new Error(problem.detail ?? 'This video cannot be loaded.');
}

function message(testid: string, title: string, detail: string): void {
  host.replaceChildren(
    h(
      'div',
      { class: 'embed-card', role: 'status', 'data-testid': testid },
      h('strong', {}, title),
      h('p', {}, detail),
    ),
  );
}

function playable(video: Video): string | undefined {
  const ready = video.state === 'playable' || video.state === 'ready';
  return ready ? (video.playback.hls ?? undefined) : undefined;
}

const optional = (value: Playback['poster']) => value ?? undefined;

async function mount(video: Video, source: string, autoplay: boolean): Promise<void> {
  const { Player } = await import('~/player/player');
  const player = new Player({
    id: video.id,
    title: video.title,
    owner: video.owner.username,
    source,
    poster: optional(video.playback.poster),
    storyboard: optional(video.playback.storyboard),
    startAt: parseTime(query.get('t')),
    autoplay,
    muted: isOn('muted'),
    loop: isOn('loop'),
    titleLink: `/watch/${encodeURIComponent(video.id)}`,
    renew: async () => playable(await fetchVideo()),
  });
  player.showChapters(video.chapters);
  host.replaceChildren(player.root);
}

/** Poster and play button alone; everything else comes with the press. */
function facade(video: Video, source: string): void {
  const start = h(
    'button',
    { type: 'button', class: 'embed-start', 'aria-label': `Play ${video.title}`, 'data-testid': testids.playerStart },
    video.playback.poster && h('img', { src: video.playback.poster, alt: '', fetchpriority: 'high' }),
    h('span', {}, icon(PLAY)),
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
      void mount(video, source, true).catch((error: unknown) => show(error));
    },
    { once: true },
  );
  host.replaceChildren(start, title);
}

function show(error: unknown): void {
  const detail = error instanceof TypeError ? 'The server cannot be reached.' : String((error as Error).message);
  message(testids.playerError, 'Nothing to play', detail);
}

async function open(known: Video | null): Promise<void> {
  const video = known ?? (await fetchVideo());
  const source = playable(video);
  if (video.state === 'failed') {
    message(testids.failureCard, 'This video cannot be shown', video.failure?.detail ?? '');
  } else if (!source) {
    message(testids.processingState, 'Almost curtain time', 'This video is being prepared and plays here by itself.');
    setTimeout(() => void open(null).catch(show), LOOK_AGAIN_MS);
  } else if (isOn('autoplay')) {
    await mount(video, source, true);
  } else {
    facade(video, source);
  }
}

void open(parseBoot(document.getElementById('boot')?.textContent).video).catch(show);
