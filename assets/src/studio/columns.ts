import { External } from '~/lib/external';
import { m } from '~/words';

export const columns = ['state', 'visibility', 'date', 'views', 'likes', 'comments', 'duration', 'size'] as const;
export type Column = (typeof columns)[number];

export const columnNames: Record<Column, string> = {
  state: m.studio_column_state(),
  visibility: m.studio_column_visibility(),
  date: m.studio_column_date(),
  views: m.studio_column_views(),
  likes: m.studio_column_likes(),
  comments: m.studio_column_comments(),
  duration: m.studio_column_duration(),
  size: m.studio_column_size(),
};

const KEY = 'playhouse.studio-columns';
const FIRST: readonly Column[] = ['state', 'visibility', 'date', 'views', 'likes', 'comments'];

/** What is kept, in the order of the table; nothing that is no column. */
export function readColumns(text: string | null): readonly Column[] {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(kept) ? columns.filter((column) => kept.includes(column)) : FIRST;
  } catch {
    return FIRST;
  }
}

function load(): readonly Column[] {
  try {
    return readColumns(localStorage.getItem(KEY));
  } catch {
    return FIRST;
  }
}

/** The columns that somebody wants to see. */
export const shownColumns = new External<readonly Column[]>(load());

export function toggleColumn(column: Column): void {
  const now = shownColumns.get();
  const next = columns.filter((one) => (one === column ? !now.includes(one) : now.includes(one)));
  shownColumns.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // They hold for this visit.
  }
}
