import { createContext, useContext } from 'react';
import type { User } from '~/api/types';
import type { RoomStore } from '~/room/store';
import type { CommentActions } from './actions';

/** What every part of the comments of a video needs to know. */
export interface Around {
  video: string;
  /** User name of who made the video. */
  owner: string;
  duration: number | undefined;
  me: User | undefined;
  /** Made the video. */
  isOwner: boolean;
  /** Looks after what is written here: who made the video, and moderators. */
  isHost: boolean;
  store: RoomStore;
  actions: CommentActions;
  /** The comment that a link is about. */
  linked: string | undefined;
  /** Where the player stands; undefined when there is none. */
  playerTime: () => number | undefined;
  seek: (seconds: number) => void;
}

export const AroundContext = createContext<Around | undefined>(undefined);

export function useAround(): Around {
  const around = useContext(AroundContext);
  if (!around) throw new Error('comments stand beside a video');
  return around;
}
