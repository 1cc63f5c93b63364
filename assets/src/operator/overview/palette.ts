import { COLORS } from './series';

export interface Palette {
  series: readonly string[];
  text: string;
  line: string;
}

/** A canvas knows no variables and no `light-dark()`: what they come to is asked of the element around it. */
export function paletteOf(element: HTMLElement): Palette {
  const before = element.style.color;
  const resolve = (variable: string) => {
    element.style.color = `var(${variable})`;
    return getComputedStyle(element).color;
  };
  const palette = {
    series: Array.from({ length: COLORS }, (_, color) => resolve(`--chart-${color + 1}`)),
    text: resolve('--ink-3'),
    line: resolve('--line'),
  };
  element.style.color = before;
  return palette;
}
