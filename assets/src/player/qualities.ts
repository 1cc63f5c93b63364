export interface Quality {
  id: number;
  height: number;
  /** Frames per second, when the stream tells. */
  fps?: number;
  /** Bits per second. */
  bandwidth: number;
}

export type QualityChoice = number | 'auto';

export interface QualityItem {
  choice: QualityChoice;
  label: string;
  /** The bitrate, to tell neighbours apart. */
  note: string;
  checked: boolean;
}

export function qualityLabel({ height, fps }: Pick<Quality, 'height' | 'fps'>): string {
  return `${height}p${fps !== undefined && fps > 31 ? Math.round(fps) : ''}`;
}

function bitrate(bandwidth: number): string {
  return bandwidth >= 1_000_000
    ? `${(bandwidth / 1_000_000).toFixed(1)} Mb/s`
    : `${Math.max(1, Math.round(bandwidth / 1000))} kb/s`;
}

/** The menu from best to least, with "Auto" at the end telling what it has picked. */
export function qualityItems(
  qualities: readonly Quality[],
  asked: QualityChoice,
  playing: number | undefined,
): QualityItem[] {
  const active = qualities.find(({ id }) => id === playing);
  const rungs = [...qualities]
    .sort((a, b) => b.height - a.height || b.bandwidth - a.bandwidth)
    .map((quality) => ({
      choice: quality.id,
      label: qualityLabel(quality),
      note: bitrate(quality.bandwidth),
      checked: asked === quality.id,
    }));
  const auto: QualityItem = {
    choice: 'auto',
    label: active && asked === 'auto' ? `Auto (${qualityLabel(active)})` : 'Auto',
    note: '',
    checked: asked === 'auto',
  };
  return [...rungs, auto];
}
