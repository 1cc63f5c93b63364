import { testids } from '~/testids';
import { locale, m } from '~/words';
import { h, icon } from './dom';
import { paths } from './icons';

export interface ChromeOptions {
  title: string;
  poster: string | undefined;
  storyboard: string | undefined;
  /** Where the title leads, when the player stands in someone else's page. */
  titleLink: string | undefined;
  theatre: boolean;
  controls: boolean;
  menus: HTMLElement[];
}

export interface Chrome {
  root: HTMLElement;
  video: HTMLVideoElement;
  poster: HTMLElement;
  start: HTMLButtonElement;
  next: HTMLButtonElement;
  theatre: HTMLButtonElement | undefined;
  volume: HTMLElement;
  pip: HTMLElement;
  /** Seen while the sound was taken away so that the video may start. */
  unmute: HTMLButtonElement;
  /** The title of the chapter that plays. */
  chapter: HTMLElement;
  /** Where buttons are put that only some browsers have a use for. */
  outside: HTMLElement;
  error: { card: HTMLElement; text: HTMLElement; retry: HTMLButtonElement };
}

/** What the time range shows pictures from. */
export const thumbnails = (source: string) =>
  h('track', { label: 'thumbnails', kind: 'metadata', default: true, src: source });

/** A button of the bar with an icon. */
export function iconButton(label: string, path: string, testid: string, classes = ''): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: `ph-button ${classes}`, 'aria-label': label, title: label, 'data-testid': testid },
    icon(path),
  );
}

function errorCard(): Chrome['error'] {
  const text = h('p', { role: 'alert' });
  const retry = h(
    'button',
    { type: 'button', class: 'ph-retry', 'data-testid': testids.playerRetry },
    m.player_retry(),
  );
  const card = h('div', { class: 'ph-error', hidden: true, 'data-testid': testids.playerError }, text, retry);
  return { card, text, retry };
}

function timeRange(): HTMLElement {
  return h(
    'media-time-range',
    {},
    h('media-preview-thumbnail', { slot: 'preview' }),
    h('media-preview-chapter-display', { slot: 'preview' }),
    h('media-preview-time-display', { slot: 'preview' }),
  );
}

/** Everything one sees of the player, without any behaviour of its own. */
export function buildChrome(options: ChromeOptions): Chrome {
  const { title, titleLink } = options;
  const video = h(
    'video',
    {
      slot: 'media',
      playsinline: true,
      preload: 'none',
      crossorigin: 'anonymous',
      'data-testid': testids.playerVideo,
      'aria-label': title,
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
    {
      type: 'button',
      class: 'ph-start',
      'aria-label': m.player_play_title({ title }),
      'data-testid': testids.playerStart,
    },
    h('span', {}, icon(paths.play)),
  );
  const error = errorCard();
  const next = iconButton(m.player_next(), paths.next, testids.playerNext, 'ph-next');
  next.hidden = true;
  const theatre = options.theatre
    ? iconButton(m.player_theatre(), paths.theatre, testids.theatreButton, 'ph-theatre')
    : undefined;
  const chapter = h('span', { class: 'ph-chapter' });
  const volume = h(
    'div',
    { class: 'ph-volume' },
    h('media-mute-button', { class: 'ph-button' }),
    h('media-volume-range'),
  );
  const unmute = h(
    'button',
    { type: 'button', class: 'ph-pill ph-unmute', noautohide: true, 'data-testid': testids.playerUnmute },
    icon(paths.muted),
    m.player_unmute(),
  );
  const pip = h('media-pip-button', { class: 'ph-button ph-pip' });
  const outside = h('span', { class: 'ph-outside' });
  const row = h(
    'div',
    { class: 'ph-row' },
    h('media-play-button', { class: 'ph-button' }),
    next,
    volume,
    h('media-time-display', { showduration: true, notoggle: true }),
    chapter,
    h('span', { class: 'ph-space' }),
    ...options.menus,
    outside,
    pip,
    theatre,
    h('media-fullscreen-button', { class: 'ph-button' }),
  );
  const root = h(
    'media-controller',
    {
      class: 'ph-player',
      'data-testid': testids.player,
      // Pressed before media-chrome has come, it must be able to take the focus on.
      tabindex: 0,
      'data-fresh': true,
      nohotkeys: true,
      novolumepref: true,
      nosubtitleslangpref: true,
      autohide: 3,
      lang: locale,
    },
    video,
    poster,
    h('div', {
      class: 'ph-spinner',
      slot: 'centered-chrome',
      noautohide: true,
      role: 'img',
      'aria-label': m.player_loading(),
    }),
    titleLink &&
      h(
        'div',
        { slot: 'top-chrome', class: 'ph-top' },
        h('a', { href: titleLink, target: '_blank', rel: 'noopener' }, title),
      ),
    options.controls && h('div', { class: 'ph-bar' }, timeRange(), row),
    unmute,
    start,
    error.card,
  );
  return { root, video, poster, start, next, theatre, volume, pip, unmute, chapter, outside, error };
}
