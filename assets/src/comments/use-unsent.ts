import { useEffect, useRef } from 'react';
import type { Comment } from '~/api/types';
import { useRoomPart } from '~/room/use-room';
import { m } from '~/words';
import type { Around } from './around';
import { keepUnsent, unsentOf } from './drafts';

/** Keeps what is not posted yet over a reload, and posts it when the room can be reached again. */
export function useUnsent({ video, me, store, actions }: Around, posted: readonly Comment[]): void {
  const viewer = me?.username;
  const pending = useRoomPart(store, (room) => room.pending);
  const isLive = useRoomPart(store, ({ status }) => status === 'live');
  const restored = useRef<string>(undefined);
  useEffect(() => {
    if (viewer === undefined) return;
    const key = `${viewer} ${video}`;
    if (restored.current !== key) {
      restored.current = key;
      const failure = { text: m.comments_left_page(), isOffline: false };
      const known = new Set(store.get().pending.map(({ clientId }) => clientId));
      for (const one of unsentOf(video, viewer)) {
        if (!known.has(one.clientId)) store.act({ type: 'send', pending: { ...one, failure } });
      }
      return;
    }
    keepUnsent(video, viewer, pending);
  }, [video, viewer, pending, store]);
  useEffect(() => {
    // It was posted after all, and only the answer did not reach the page that was left.
    for (const { clientId } of pending) {
      if (posted.some(({ client_id }) => client_id === clientId)) store.act({ type: 'send.dropped', clientId });
    }
  }, [posted, pending, store]);
  useEffect(() => {
    if (isLive) actions.sendAgain();
  }, [isLive, actions]);
}
