import type { RoomMessage } from './messages';
import { act, hear } from './reduce';
import { type PageAction, type Room, emptyRoom } from './state';

/** One for all stores: what a list was read at is compared with what a later store hears. */
let clock = 0;

/** The time of the page: grows with everything that happens in a room. */
export const now = () => clock;

export interface RoomStore {
  get: () => Room;
  subscribe: (listener: () => void) => () => void;
  hear: (message: RoomMessage) => void;
  act: (action: PageAction) => void;
}

export function createRoomStore(): RoomStore {
  let room = emptyRoom;
  const listeners = new Set<() => void>();
  const put = (next: Room) => {
    if (next === room) return;
    room = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => room,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear: (message) => put(hear(room, message, ++clock)),
    act: (action) => put(act(room, action, ++clock)),
  };
}
