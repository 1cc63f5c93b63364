import { type ReactNode, createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { type SocketState, openLiveSocket } from '~/api/live-socket';
import { type History, heard, nothingYet } from './history';
import type { FeedMessage } from './messages';

export interface FeedView extends History {
  socket: SocketState;
  /** When the last message came, by `performance.now()`. */
  heardAt: number;
  isPaused: boolean;
}

/** The operator's socket and what came of it. While it is paused it goes on listening, and shows what was. */
export class OperatorFeed {
  #live: FeedView = { ...nothingYet, socket: 'connecting', heardAt: 0, isPaused: false };
  #shown = this.#live;
  #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = () => this.#shown;

  /** Answers how to close it. */
  open(): () => void {
    const socket = openLiveSocket<FeedMessage>({
      needsSession: true,
      path: () => '/api/v1/operator/ws',
      onMessage: (message) => this.#change({ ...heard(this.#live, message), heardAt: performance.now() }),
      onState: (state) => this.#change({ socket: state }),
    });
    return () => socket.close();
  }

  pause(isPaused: boolean): void {
    this.#change({ isPaused });
  }

  #change(part: Partial<FeedView>): void {
    this.#live = { ...this.#live, ...part };
    const { socket, isPaused } = this.#live;
    this.#shown = isPaused ? { ...this.#shown, socket, isPaused } : this.#live;
    for (const listener of this.#listeners) listener();
  }
}

const Feed = createContext<OperatorFeed | undefined>(undefined);

/** Open as long as one is on the operator's pages, so that the charts know what was while one looked at another page. */
export function FeedProvider({ children }: { children: ReactNode }) {
  const [feed] = useState(() => new OperatorFeed());
  useEffect(() => feed.open(), [feed]);
  return <Feed value={feed}>{children}</Feed>;
}

export function useOperatorFeed(): OperatorFeed {
  const feed = useContext(Feed);
  if (!feed) throw new Error('outside the operator’s pages');
  return feed;
}

export function useFeed(): FeedView {
  const feed = useOperatorFeed();
  return useSyncExternalStore(feed.subscribe, feed.view);
}

/** How often something is asked for again; not at all while paused. */
export function usePace(milliseconds: number): number | false {
  const { isPaused } = useFeed();
  return isPaused ? false : milliseconds;
}
