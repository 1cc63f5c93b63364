import { locale, m } from '~/words';

const CHANNELS: Record<number, () => string> = { 1: m.player_mono, 2: m.player_stereo, 6: () => '5.1', 8: () => '7.1' };

function languageName(code: string | null): string | undefined {
  if (!code || code === 'und') return undefined;
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code);
  } catch {
    return code;
  }
}

/** What tells a track of sound from others, where it has no name of its own. */
export function audioLabel(language: string | null, channels: number | null, index: number): string {
  const parts = [languageName(language), channels === null ? undefined : CHANNELS[channels]?.()].filter(Boolean);
  return parts.join(' · ') || String(index + 1);
}
