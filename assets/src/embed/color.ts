export interface Accent {
  color: string;
  /** What is readable on it. */
  on: string;
}

const DARK = '#1c1419';
const LIGHT = '#ffffff';

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour that `?color=` names in hex, with or without its sign; none when it names none. */
export function parseAccent(text: string | null): Accent | undefined {
  const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase();
  if (!digits) return undefined;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const color = `#${full}`;
  return { color, on: luminance(color) > 0.3 ? DARK : LIGHT };
}
