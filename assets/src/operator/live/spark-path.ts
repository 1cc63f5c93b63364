interface Paths {
  line: string;
  area: string;
}

export interface Scale {
  /** What the line is drawn against at least; a line that never moves lies low. */
  least?: number;
  /** Of a level that hardly moves: its changes are shown, not how high it is. */
  isLevel?: boolean;
}

const EDGE = 1.5;
/** Changes below this share of a level are noise. */
const NOISE = 0.03;

function levels(known: readonly number[]): [low: number, high: number] {
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const around = Math.max(most * NOISE, (most - least) * 0.2, Number.MIN_VALUE);
  return [least - around, most + around];
}

/** Lines through the values from left to right, the newest at the right edge; where a value is missing there is a gap. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number, scale: Scale = {}): Paths {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return { line: '', area: '' };
  const [low, high] = scale.isLevel ? levels(known) : [Math.min(0, ...known), Math.max(scale.least ?? 1, ...known)];
  const step = width / (values.length - 1);
  const place = (value: number) => height - EDGE - ((value - low) / (high - low)) * (height - 2 * EDGE);
  let line = '';
  let area = '';
  let start: string | undefined;
  let end = '';
  const close = () => {
    if (start) area += `L${end} ${height}L${start} ${height}Z`;
    start = undefined;
  };
  for (const [index, value] of values.entries()) {
    if (value === null) {
      close();
      continue;
    }
    const x = (index * step).toFixed(1);
    const point = `${start ? 'L' : 'M'}${x} ${place(value).toFixed(1)}`;
    start ??= x;
    end = x;
    line += point;
    area += point;
  }
  close();
  return { line, area };
}
