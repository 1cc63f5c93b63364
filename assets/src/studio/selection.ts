/** Videos that are chosen, and where the last choice was: a press with Shift chooses everything between. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly last: string | undefined;
}

export const NONE: Selection = { ids: new Set(), last: undefined };

/** `shown` is the order that one sees. */
export function toggled({ ids, last }: Selection, id: string, isRange: boolean, shown: readonly string[]): Selection {
  const next = new Set(ids);
  const [from, to] = [shown.indexOf(last ?? ''), shown.indexOf(id)];
  const isOn = !ids.has(id);
  const range = isRange && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const one of range) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return { ids: next, last: id };
}

/** Everything that is shown, or nothing when that is chosen already. */
export function toggledAll({ ids }: Selection, shown: readonly string[]): Selection {
  const isAll = shown.length > 0 && shown.every((id) => ids.has(id));
  return { ids: new Set(isAll ? [] : shown), last: undefined };
}

/** Without what is not shown any more. */
export function within({ ids, last }: Selection, shown: readonly string[]): Selection {
  const kept = shown.filter((id) => ids.has(id));
  return kept.length === ids.size ? { ids, last } : { ids: new Set(kept), last };
}
