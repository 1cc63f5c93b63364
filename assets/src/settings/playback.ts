import { type Choice, languagesWith } from '~/details/choices';
import { SPEEDS } from '~/player/speeds';
import { m } from '~/words';

const LINES = [2160, 1440, 1080, 720, 480, 360, 240, 144];

/** No limit, no captions. */
export const NONE = '';

const withOwn = (values: readonly number[], own: number) => (values.includes(own) ? values : [...values, own]);

/** The lines that a picture has at most; what somebody chose in the player is among them, whatever it is. */
export function qualityChoices(chosen: number | null): Choice[] {
  const lines = chosen === null ? LINES : withOwn(LINES, chosen);
  const limits = [...lines].sort((a, b) => b - a).map((value) => ({ value: String(value), label: `${value}p` }));
  return [{ value: NONE, label: m.player_auto() }, ...limits];
}

export function speedChoices(chosen: number): Choice[] {
  const speeds = [...withOwn(SPEEDS, chosen)].sort((a, b) => a - b);
  return speeds.map((rate) => ({
    value: String(rate),
    label: rate === 1 ? m.player_speed_normal() : `${rate}×`,
  }));
}

export const captionChoices = (chosen: string | null): Choice[] => [
  { value: NONE, label: m.player_captions_off() },
  ...languagesWith(chosen ?? ''),
];
