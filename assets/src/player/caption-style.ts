/** How words on the picture look. */
export interface CaptionStyle {
  /** Percent of the usual size. */
  size: number;
  colour: CaptionColour;
  /** How much the text covers, 0 to 1. */
  opacity: number;
  /** How much the box behind the text covers, 0 to 1. */
  background: number;
  position: CaptionPosition;
}

export const captionSizes = [50, 75, 100, 150, 200, 300] as const;
export const captionOpacities = [1, 0.75, 0.5, 0.25] as const;
export const captionBackgrounds = [0.75, 1, 0, 0.25, 0.5] as const;
export const captionPositions = ['bottom', 'top'] as const;
export const captionColours = {
  white: '#fff',
  yellow: '#ffe14d',
  green: '#7dff8a',
  cyan: '#6ff0ff',
  magenta: '#ff9dff',
  black: '#111',
} as const;

export type CaptionColour = keyof typeof captionColours;
export type CaptionPosition = (typeof captionPositions)[number];

export const usualCaptionStyle: CaptionStyle = {
  size: 100,
  colour: 'white',
  opacity: 1,
  background: 0.75,
  position: 'bottom',
};

const known = <T>(values: readonly T[], value: unknown, otherwise: T): T =>
  values.find((one) => one === value) ?? otherwise;

export function parseCaptionStyle(value: unknown): CaptionStyle {
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof CaptionStyle, unknown>
  >;
  const colours = Object.keys(captionColours) as CaptionColour[];
  return {
    size: known<number>(captionSizes, raw.size, usualCaptionStyle.size),
    colour: known(colours, raw.colour, usualCaptionStyle.colour),
    opacity: known<number>(captionOpacities, raw.opacity, usualCaptionStyle.opacity),
    background: known<number>(captionBackgrounds, raw.background, usualCaptionStyle.background),
    position: known(captionPositions, raw.position, usualCaptionStyle.position),
  };
}

/** The value after this one, around the end; the first where this one is not in the list. */
export function nextOf<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] as T;
}

/** The size above or below, or the same at the end of the list. */
export function sizeBeside(size: number, direction: 1 | -1): number {
  return captionSizes[captionSizes.findIndex((one) => one === size) + direction] ?? size;
}

/** What the stylesheet reads; an opacity is written into the colours, so that the two do not fade each other. */
export function captionProperties({ size, colour, opacity, background }: CaptionStyle): Record<string, string> {
  return {
    '--ph-cue-size': `${size}%`,
    '--ph-cue-color': `color-mix(in srgb, ${captionColours[colour]} ${opacity * 100}%, transparent)`,
    '--ph-cue-background': `rgb(${colour === 'black' ? '255 255 255' : '0 0 0'} / ${background})`,
  };
}
