/** Beside which video of the list something goes. */
export interface Place {
  after?: string;
  before?: string;
}

export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const others = items.filter((_, index) => index !== from);
  return [...others.slice(0, to), ...items.slice(from, from + 1), ...others.slice(to)];
}

/** The place at `index` among these; what is to be put there is not one of them. */
export function placeAt(others: readonly string[], index: number): Place {
  const after = others[index - 1];
  if (after !== undefined) return { after };
  const before = others[0];
  return before === undefined ? {} : { before };
}

export interface Span {
  top: number;
  height: number;
}

/** Where the row `from` would land after it was dragged by so many pixels: it changes places with rows whose middle it has passed. */
export function landing(rows: readonly Span[], from: number, by: number): number {
  const dragged = rows[from];
  if (!dragged) return from;
  const top = dragged.top + by;
  const bottom = top + dragged.height;
  const middle = (row: Span) => row.top + row.height / 2;
  const above = rows.slice(0, from).filter((row) => top < middle(row)).length;
  const below = rows.slice(from + 1).filter((row) => bottom > middle(row)).length;
  return from - above + below;
}

/** How far the row `index` makes way while the row `from` hangs over `to`. */
export function makesWay(index: number, from: number, to: number, height: number): number {
  if (index > from && index <= to) return -height;
  if (index < from && index >= to) return height;
  return 0;
}

/** Where a key takes a row; nothing for other keys and at the ends. */
export function keyed(key: string, index: number, count: number): number | undefined {
  const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to === index || to < 0 || to >= count ? undefined : to;
}
