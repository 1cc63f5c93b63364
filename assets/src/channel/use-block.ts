import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setBlocked } from '~/api/blocks';
import { describe } from '~/api/problem';
import { notify } from '~/lib/notify';
import { blockedBy } from '~/room/blocked';
import { m } from '~/words';

/** Whether this browser knows that somebody is blocked, and how to change it. */
export function useBlock(viewer: string, username: string) {
  const queries = useQueryClient();
  const [isKnown, setKnown] = useState(() => blockedBy(viewer).includes(username));
  const change = async (isBlocked: boolean): Promise<void> => {
    try {
      await setBlocked(viewer, username, isBlocked);
    } catch (error) {
      return void notify('error', describe(error));
    }
    setKnown(isBlocked);
    for (const queryKey of [['comments'], ['replies']]) void queries.invalidateQueries({ queryKey });
    if (!isBlocked) return void notify('success', m.comments_unblocked({ username }));
    void notify('success', m.comments_blocked({ username }), {
      label: m.common_undo(),
      onClick: () => void change(false),
    });
  };
  return { isKnown, change };
}
