import type { Comment, RoomRules } from '~/api/types';

/** The newest word on a comment since the page is open; without a `comment`, it is gone. */
export interface Told {
  /** When it was told, on the clock of the store: what was read from the API after that knows it, too. */
  at: number;
  comment: Comment | undefined;
  /** It was written while the page is open, so that no list that was read before has it. */
  isNew: boolean;
}

/** A comment that is on its way, or that was not taken. */
export interface Pending {
  clientId: string;
  body: string;
  at: number | undefined;
  /** The comment it answers, and the one at the top of that thread. */
  parent: string | undefined;
  root: string | undefined;
  failure?: Failure | undefined;
}

export interface Failure {
  text: string;
  /** It never reached the server: it is sent again as soon as the room can be reached. */
  isOffline: boolean;
  /** Before this time (`Date.now()`) it makes no sense to send it again. */
  notBefore?: number | undefined;
}

/** `opening`: not here yet; `live`: everything is heard; `lost`: it is tried again; `gone`: there is no such room. */
export type RoomStatus = 'opening' | 'live' | 'lost' | 'gone';

type Stamped<T> = T & { at: number };

/** What somebody does to a comment, shown before the server has agreed. */
export type Attempt = Partial<Comment> | 'delete';

/** A video's room as this page knows it. */
export interface Room {
  status: RoomStatus;
  epoch: string | undefined;
  /** The last number heard; none when it is not known where the order stands. */
  seq: number | undefined;
  /** The last welcome: what has a number up to this was written before, however late it is heard. */
  welcome: Stamped<{ seq: number }> | undefined;
  /** Nothing was heard since the welcome: if a gap follows, the order goes on there. */
  isFresh: boolean;
  presence: number;
  rules: RoomRules | undefined;
  viewer: string | undefined;
  told: ReadonlyMap<string, Told>;
  likes: ReadonlyMap<string, Stamped<{ likes: number }>>;
  /** By the person who looks. */
  liked: ReadonlyMap<string, Stamped<{ liked: boolean }>>;
  /** Answers that came and went, by the comment at the top of their thread. */
  replies: ReadonlyMap<string, readonly Stamped<{ by: number }>[]>;
  attempts: ReadonlyMap<string, Attempt>;
  pending: readonly Pending[];
  /** New comments of others that wait until they are asked for, so that nothing jumps. */
  arrivals: readonly string[];
  /** People whom the person who looks has blocked. */
  blocked: ReadonlySet<string>;
}

/** What happens on the page, beside what the room tells. */
export type PageAction =
  | { type: 'status'; status: RoomStatus }
  | { type: 'viewer'; viewer: string | undefined }
  | { type: 'blocked'; usernames: readonly string[] }
  | { type: 'rules.read'; rules: RoomRules }
  | { type: 'send'; pending: Pending }
  | { type: 'send.failed'; clientId: string; failure: Failure }
  | { type: 'send.dropped'; clientId: string }
  | { type: 'answer'; comment: Comment }
  | { type: 'answer.deleted'; id: string; root: string | undefined }
  | { type: 'answer.liked'; id: string; liked: boolean; likes: number }
  | { type: 'attempt'; id: string; attempt: Attempt }
  | { type: 'attempt.over'; id: string }
  | { type: 'unveil' };

export const emptyRoom: Room = {
  status: 'opening',
  epoch: undefined,
  seq: undefined,
  welcome: undefined,
  isFresh: false,
  presence: 0,
  rules: undefined,
  viewer: undefined,
  told: new Map(),
  likes: new Map(),
  liked: new Map(),
  replies: new Map(),
  attempts: new Map(),
  pending: [],
  arrivals: [],
  blocked: new Set(),
};
