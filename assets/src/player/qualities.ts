import { m } from '~/words';
import { bitrate } from './figures';

export interface Quality {
  id: number;
  width: number;
  height: number;
  /** Frames per second, when the stream tells. */
  fps?: number;
  /** Bits per second. */
  bandwidth: number;
  /** More than the usual range of light. */
  isHdr?: boolean;
}

export type QualityChoice = number | 'auto';

export interface QualityItem {
  choice: QualityChoice;
  label: string;
  /** The bitrate, to tell neighbours apart. */
  note: string;
  checked: boolean;
}

type Named = Pick<Quality, 'width' | 'height' | 'fps' | 'isHdr'>;

/** A picture that stands upright is named by its width, as the same picture lying down would be by its height. */
export function linesOf({ width, height }: Pick<Quality, 'width' | 'height'>): number {
  return width > 0 ? Math.min(width, height) : height;
}

export function qualityLabel(quality: Named): string {
  const { fps, isHdr } = quality;
  return `${linesOf(quality)}p${fps !== undefined && fps > 31 ? Math.round(fps) : ''}${isHdr ? ' HDR' : ''}`;
}

const rates = ({ fps, bandwidth }: Quality) =>
  [fps && m.player_frames_per_second({ frames: Math.round(fps) }), bitrate(bandwidth)].filter(Boolean).join(' · ');

/** What is wanted of the ladder: the best that is no larger than what was chosen before, or the least there is. */
export function qualityWithin(qualities: readonly Quality[], lines: number): Quality | undefined {
  const sorted = [...qualities].sort((a, b) => linesOf(b) - linesOf(a) || b.bandwidth - a.bandwidth);
  return sorted.find((quality) => linesOf(quality) <= lines) ?? sorted.at(-1);
}

/** The menu from best to least, with "Auto" at the end telling what it has picked. */
export function qualityItems(
  qualities: readonly Quality[],
  asked: QualityChoice,
  playing: number | undefined,
): QualityItem[] {
  const active = qualities.find(({ id }) => id === playing);
  const rungs = [...qualities]
    .sort((a, b) => linesOf(b) - linesOf(a) || b.bandwidth - a.bandwidth)
    .map((quality) => ({
      choice: quality.id,
      label: qualityLabel(quality),
      note: rates(quality),
      checked: asked === quality.id,
    }));
  const auto: QualityItem = {
    choice: 'auto',
    label: active && asked === 'auto' ? m.player_auto_is({ quality: qualityLabel(active) }) : m.player_auto(),
    note: '',
    checked: asked === 'auto',
  };
  return [...rungs, auto];
}
