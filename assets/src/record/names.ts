import { locale, m } from '~/words';
import { type Mode, showsScreen } from './preferences';

const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** A name that a person would know: some browsers tell the window's title, others a number of their own. */
export function windowName(label: string): string | undefined {
  const name = label.trim();
  const isTechnical = name === '' || /^(screen|window|web-contents-media-stream|tab)[:/]/i.test(name);
  return isTechnical ? undefined : name.slice(0, 120);
}

function surfaceName(surface: string | undefined): string {
  if (surface === 'window') return m.record_title_window();
  return surface === 'browser' ? m.record_title_tab() : m.record_title_screen();
}

/** The title of a recording: what was recorded, and when. */
export function titleOf(mode: Mode, track: MediaStreamTrack | undefined, now: Date): string {
  const date = when.format(now);
  if (!showsScreen(mode) || !track) return `${m.record_title_camera()} – ${date}`;
  return `${windowName(track.label) ?? surfaceName(track.getSettings().displaySurface)} – ${date}`;
}
