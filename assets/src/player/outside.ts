import { h } from './dom';

type AirPlayEvent = Event & { availability?: 'available' | 'not-available' };

/** A button that is there only while there is a screen to send the picture to. */
function offer(place: HTMLElement, tag: string, load: () => Promise<unknown>): (available: boolean) => void {
  let button: HTMLElement | undefined;
  return (available) => {
    if (available && !button) {
      button = h(tag, { class: 'ph-button' });
      place.append(button);
      void load().catch(() => undefined);
    }
    if (button) button.hidden = !available;
  };
}

/** AirPlay and casting, as far as the browser does them by itself and for this kind of stream. */
export function offerOutside(place: HTMLElement, video: HTMLVideoElement, signal: AbortSignal): void {
  const airPlay = offer(place, 'media-airplay-button', () => import('media-chrome/dist/media-airplay-button.js'));
  video.addEventListener(
    'webkitplaybacktargetavailabilitychanged',
    (event) => airPlay((event as AirPlayEvent).availability === 'available'),
    { signal },
  );
  if (!('remote' in video) || 'WebKitPlaybackTargetAvailabilityEvent' in globalThis) return;
  const cast = offer(place, 'media-cast-button', () => import('media-chrome/dist/media-cast-button.js'));
  // Refused where the device cannot look for screens all the time.
  video.remote.watchAvailability(cast).catch(() => undefined);
  signal.addEventListener('abort', () => void video.remote.cancelWatchAvailability().catch(() => undefined));
}
