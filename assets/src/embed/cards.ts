import type { Video } from '~/api/types';
import { h, icon } from '~/player/dom';
import { paths } from '~/player/icons';
import { testids } from '~/testids';
import { m } from '~/words';

/** Words where there is no picture, and a button where trying again makes sense. */
export function message(testid: string, title: string, detail: string, retry?: () => void): HTMLElement {
  const again =
    retry &&
    h('button', { type: 'button', class: 'embed-retry', 'data-testid': testids.playerRetry }, m.embed_try_again());
  if (retry) again?.addEventListener('click', retry);
  return h(
    'div',
    { class: 'embed-card', role: 'status', 'data-testid': testid },
    h('strong', {}, title),
    h('p', {}, detail),
    again,
  );
}

/** Poster and play button alone; everything else comes with the press. */
export function facade(video: Video, onPress: () => void): HTMLElement[] {
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
  start.addEventListener('pointerenter', () => void import('~/player/player').catch(() => undefined), { once: true });
  start.addEventListener(
    'click',
    () => {
      start.dataset.busy = '';
      onPress();
    },
    { once: true },
  );
  return [start, title];
}
