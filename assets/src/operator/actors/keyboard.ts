import type { TreeRow } from './tree';

export interface Move {
  /** The row that is active afterwards. */
  index: number;
  /** Opens or folds it. */
  fold?: boolean;
  /** Looks into it. */
  isLook?: true;
}

function parentOf(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let above = index - 1; above >= 0; above -= 1) if ((rows[above]?.level ?? 0) < level) return above;
  return index;
}

/** What a key does in a tree grid (ARIA Authoring Practices); undefined: it is none of its keys. */
export function moved(rows: readonly TreeRow[], index: number, key: string, page: number): Move | undefined {
  const to = (wanted: number): Move => ({ index: Math.min(rows.length - 1, Math.max(0, wanted)) });
  const isOpen = rows[index]?.isOpen;
  switch (key) {
    case 'ArrowDown':
      return to(index + 1);
    case 'ArrowUp':
      return to(index - 1);
    case 'PageDown':
      return to(index + page);
    case 'PageUp':
      return to(index - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      if (isOpen === undefined) return undefined;
      return isOpen ? to(index + 1) : { index, fold: true };
    case 'ArrowLeft':
      return isOpen ? { index, fold: false } : to(parentOf(rows, index));
    case 'Enter':
    case ' ':
      return { index, isLook: true };
    default:
      return undefined;
  }
}
