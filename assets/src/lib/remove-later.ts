import { m } from '~/words';
import { External, type Ids, useExternal, withMember, withoutMember } from './external';
import { notify } from './notify';

/** Is told whether the page is being left, when a request must outlive it. */
type Remove = (isLeaving: boolean) => Promise<void>;

const waiting = new Map<string, Remove>();
const removed = new External<Ids>(new Set());

/** What looks as if it were removed already. */
export const useRemoved = () => useExternal(removed);

async function goAhead(id: string, isLeaving: boolean): Promise<void> {
  const remove = waiting.get(id);
  if (!remove) return;
  waiting.delete(id);
  await remove(isLeaving);
  removed.set(withoutMember(removed.get(), id));
}

/**
 * Removes what cannot be put back: it is out of sight at once, and removed when the toast with its Undo has gone or the
 * page is left.
 */
export function removeLater(id: string, said: string, remove: Remove): void {
  waiting.set(id, remove);
  removed.set(withMember(removed.get(), id));
  void notify('message', said, {
    label: m.common_undo(),
    onClick: () => {
      if (waiting.delete(id)) removed.set(withoutMember(removed.get(), id));
    },
    onGone: () => void goAhead(id, false),
  });
}

if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => {
    for (const id of [...waiting.keys()]) void goAhead(id, true);
  });
}
