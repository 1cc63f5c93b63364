interface Paths {
  line: string;
  area: string;
}

const EDGE = 1.5;

/** Lines through the values from left to right, the newest at the right edge; where a value is missing there is a gap. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number, least = 1): Paths {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return { line: '', area: '' };
  const low = Math.min(0, ...known);
  const high = Math.max(least, ...known);
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
