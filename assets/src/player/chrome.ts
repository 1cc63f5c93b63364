import { testids } from '~/testids';
import { h, icon } from './dom';

export const paths = {
  play: 'M8 5.14v13.72a1 1 0 0 0 1.53.85l10.98-6.86a1 1 0 0 0 0-1.7L9.53 4.29A1 1 0 0 0 8 5.14Z',
  theatre: 'M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7c0-1.1.9-2 2-2Zm0 3v8h16V8H4Z',
};

export interface ChromeOptions {
  title: string;
  poster: string | undefined;
  storyboard: string | undefined;
  /** Where the title leads, when the player stands in someone else's page. */
  titleLink: string | undefined;
  theatre: boolean;
  menus: HTMLElement[];
}

export interface Chrome {
  root: HTMLElement;
  video: HTMLVideoElement;
  poster: HTMLElement;
  start: HTMLButtonElement;
  theatre: HTMLButtonElement | undefined;
  /** The title of the chapter that plays. */
  chapter: HTMLElement;
  error: { card: HTMLElement; text: HTMLElement; retry: HTMLButtonElement };
}

/** What the time range shows pictures from. */
export const thumbnails = (source: string) =>
  h('track', { label: 'thumbnails', kind: 'metadata', default: true, src: source });

/** Everything one sees of the player, without any behaviour of its own. */
export function buildChrome(options: ChromeOptions): Chrome {
  const video = h(
    'video',
    {
      slot: 'media',
      playsinline: true,
      preload: 'none',
      crossorigin: 'anonymous',
      'data-testid': testids.playerVideo,
      'aria-label': options.title,
    },
    options.storyboard && thumbnails(options.storyboard),
  );
  const poster = h(
    'div',
    { class: 'ph-poster' },
    options.poster && h('img', { src: options.poster, alt: '', fetchpriority: 'high' }),
  );
  const start = h(
    'button',
    { type: 'button', class: 'ph-start', 'aria-label': `Play ${options.title}`, 'data-testid': testids.playerStart },
    h('span', {}, icon(paths.play)),
  );
  const text = h('p', { role: 'alert' });
  const retry = h('button', { type: 'button', class: 'ph-retry', 'data-testid': testids.playerRetry }, 'Try again');
  const card = h('div', { class: 'ph-error', hidden: true, 'data-testid': testids.playerError }, text, retry);
  const theatre = options.theatre
    ? h(
        'button',
        { type: 'button', class: 'ph-button ph-theatre', 'aria-label': 'Theatre mode', 'aria-pressed': 'false' },
        icon(paths.theatre),
      )
    : undefined;

  const chapter = h('span', { class: 'ph-chapter' });
  const root = h(
    'media-controller',
    {
      class: 'ph-player',
      'data-testid': testids.player,
      'data-fresh': true,
      nohotkeys: true,
      novolumepref: true,
      nosubtitleslangpref: true,
      autohide: 3,
      lang: 'en',
    },
    video,
    poster,
    h('media-loading-indicator', { slot: 'centered-chrome', noautohide: true, loadingdelay: 400 }),
    options.titleLink &&
      h(
        'div',
        { slot: 'top-chrome', class: 'ph-top' },
        h('a', { href: options.titleLink, target: '_blank', rel: 'noopener' }, options.title),
      ),
    h(
      'div',
      { class: 'ph-bar' },
      h(
        'media-time-range',
        {},
        h('media-preview-thumbnail', { slot: 'preview' }),
        h('media-preview-chapter-display', { slot: 'preview' }),
        h('media-preview-time-display', { slot: 'preview' }),
      ),
      h(
        'div',
        { class: 'ph-row' },
        h('media-play-button', { class: 'ph-button' }),
        h('div', { class: 'ph-volume' }, h('media-mute-button', { class: 'ph-button' }), h('media-volume-range')),
        h('media-time-display', { showduration: true, notoggle: true }),
        chapter,
        h('span', { class: 'ph-space' }),
        ...options.menus,
        h('media-pip-button', { class: 'ph-button ph-pip' }),
        theatre,
        h('media-fullscreen-button', { class: 'ph-button' }),
      ),
    ),
    start,
    card,
  );
  return { root, video, poster, start, theatre, chapter, error: { card, text, retry } };
}
