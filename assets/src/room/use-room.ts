import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { blocksQuery, usernames } from '~/api/blocks';
import { openLiveSocket } from '~/api/live-socket';
import { takeNews } from '~/api/live-video';
import { isAtWork, meQuery, videoQuery } from '~/api/queries';
import { heldQuery } from '~/comments/queries';
import type { RoomMessage } from './messages';
import { mustReadAnew } from './reduce';
import type { Room } from './state';
import { type RoomStore, createRoomStore } from './store';

/** A connection that is away for so long is worth a word, and another way to hear of the video. */
const PATIENCE_MS = 3000;

/** Where to go on: after the last message that was heard, if it is known which one that was. */
export function roomPath(id: string, { seq, epoch }: Room): string {
  const path = `/api/v1/rooms/${encodeURIComponent(id)}/ws`;
  if (seq === undefined || epoch === undefined) return path;
  return `${path}?${new URLSearchParams({ since: String(seq), epoch }).toString()}`;
}

/** Reads anew what a room does not tell again to those who were away. */
function readAnew(queries: QueryClient, id: string, isFirst: boolean): void {
  const keys: string[][] = [
    ['comments', id],
    ['replies', id],
  ];
  const video = queries.getQueryData(videoQuery(id).queryKey);
  if (!isFirst || (video && isAtWork(video))) keys.push(['video', id]);
  if (!isFirst) keys.push(['room', id], ['chapters', id]);
  for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
}

/** Keeps a socket to the room and puts what it tells where it belongs; answers how to leave. */
function enter(id: string, store: RoomStore, queries: QueryClient): () => void {
  const take = (message: RoomMessage) => {
    const before = store.get();
    store.hear(message);
    if (mustReadAnew(before, message)) readAnew(queries, id, before.epoch === undefined && message.type === 'welcome');
    switch (message.type) {
      case 'video.state':
      case 'video.progress':
      case 'video.deleted':
      case 'video.likes':
        return takeNews(queries, id, message);
      case 'chapters.updated':
        return void queries.invalidateQueries({ queryKey: ['chapters', id] });
      case 'comments.held':
        return void queries.invalidateQueries({ queryKey: heldQuery(id).queryKey });
      case 'comment.created':
        // It waits no more: somebody else has looked at it.
        queries.setQueryData(heldQuery(id).queryKey, (held) => held?.filter(({ id }) => id !== message.comment.id));
    }
  };
  const socket = openLiveSocket<RoomMessage>({
    path: () => roomPath(id, store.get()),
    onMessage: take,
    onState: (state) => {
      if (state === 'gone') store.act({ type: 'status', status: 'gone' });
      if (state === 'waiting') store.act({ type: 'status', status: 'lost' });
      if (state === 'connecting' && store.get().status === 'live') store.act({ type: 'status', status: 'opening' });
    },
  });
  return socket.close;
}

/** The room of a video, for as long as the page shows it; until the video is known to be there, nothing is opened. */
export function useRoom(id: string): RoomStore {
  const queries = useQueryClient();
  const store = useMemo(() => createRoomStore(), [id]);
  const { data: isThere = false } = useQuery({ ...videoQuery(id), enabled: false, select: () => true });
  const { data: me } = useQuery(meQuery);
  const viewer = me?.username;
  const { data: blocked } = useQuery({ ...blocksQuery, enabled: viewer !== undefined, select: usernames });
  useEffect(() => store.act({ type: 'viewer', viewer }), [store, viewer]);
  useEffect(() => store.act({ type: 'blocked', usernames: (viewer && blocked) || [] }), [store, viewer, blocked]);
  useEffect(() => (isThere ? enter(id, store, queries) : undefined), [id, isThere, store, queries]);
  return store;
}

export function useRoomState(store: RoomStore): Room {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** One part of a room; the component is drawn again only when that changes. */
export function useRoomPart<T>(store: RoomStore, part: (room: Room) => T): T {
  return useSyncExternalStore(store.subscribe, () => part(store.get()));
}

/** Whether the room could not be reached for a while. */
export function useIsAway(store: RoomStore): boolean {
  const isLive = useRoomPart(store, ({ status }) => status === 'live' || status === 'gone');
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (isLive) return;
    const timer = setTimeout(() => setAway(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setAway(false);
    };
  }, [isLive]);
  return away;
}
