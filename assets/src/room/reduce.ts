import type { Comment } from '~/api/types';
import type { RoomMessage } from './messages';
import { type PageAction, type Room, emptyRoom } from './state';

function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function countReply(room: Room, root: string | null | undefined, by: number, at: number): Room['replies'] {
  if (!root) return room.replies;
  return withEntry(room.replies, root, [...(room.replies.get(root) ?? []), { by, at }]);
}

/** What was told of comments means nothing any more: lists are read anew. What is being written stays. */
function forget(room: Room): Room {
  const { told, likes, liked, replies, arrivals } = emptyRoom;
  return { ...room, told, likes, liked, replies, arrivals };
}

/** A comment that is there now; `at` is the time of the page. */
function create(room: Room, comment: Comment, at: number): Room {
  if (comment.state === 'deleted') return remove(room, comment.id, undefined, at);
  const { id, root, author, client_id } = comment;
  const known = room.told.get(id)?.comment;
  const isOwn = author.username === room.viewer;
  const isPublished = comment.state === 'published' && known?.state !== 'published';
  return {
    ...room,
    told: withEntry(room.told, id, { at, comment, isNew: true }),
    replies: isPublished ? countReply(room, root, 1, at) : room.replies,
    pending: isOwn ? room.pending.filter(({ clientId }) => clientId !== client_id) : room.pending,
    arrivals: isOwn || known || root ? room.arrivals : [...room.arrivals, id],
  };
}

function change(room: Room, comment: Comment, at: number): Room {
  const known = room.told.get(comment.id);
  // What is gone does not come back by an older word on it.
  if (known && !known.comment) return room;
  return { ...room, told: withEntry(room.told, comment.id, { at, comment, isNew: known?.isNew ?? false }) };
}

function remove(room: Room, id: string, root: string | null | undefined, at: number): Room {
  const known = room.told.get(id);
  if (known && !known.comment) return room;
  const isCounted = known?.comment?.state !== 'held';
  return {
    ...room,
    told: withEntry(room.told, id, { at, comment: undefined, isNew: known?.isNew ?? false }),
    replies: isCounted ? countReply(room, known?.comment?.root ?? root, -1, at) : room.replies,
    attempts: without(room.attempts, id),
    arrivals: room.arrivals.filter((arrival) => arrival !== id),
  };
}

/**
 * Takes each message of the order once; when one is missing before it, everything is read anew. What was missed counts as told
 * with the welcome: lists that are read from then on know it.
 */
function inOrder(room: Room, seq: number, now: number, apply: (room: Room, at: number) => Room): Room {
  if (room.seq !== undefined && seq <= room.seq) return room;
  const follows = room.seq === undefined || seq === room.seq + 1;
  const { welcome } = room;
  const at = welcome && seq <= welcome.seq ? welcome.at : now;
  return { ...apply(follows ? room : forget(room), at), seq };
}

type Welcome = Extract<RoomMessage, { type: 'welcome' }>;

function welcome(room: Room, { seq, epoch, presence }: Welcome, at: number): Room {
  const here: Room = { ...room, status: 'live', presence, welcome: { seq, at }, isFresh: true };
  const goesOn = room.epoch === epoch && room.seq !== undefined;
  return goesOn ? here : { ...(room.epoch === undefined ? here : forget(here)), epoch, seq };
}

/** After a welcome the order goes on there; otherwise it is another one, of which the next welcome tells. */
function gap(room: Room, isFresh: boolean): Room {
  const anew = forget(room);
  return isFresh ? { ...anew, seq: room.welcome?.seq } : { ...anew, epoch: undefined, seq: undefined };
}

function countLikes(room: Room, counts: readonly { id: string; likes: number }[], at: number): Room {
  const likes = new Map(room.likes);
  for (const { id, likes: count } of counts) likes.set(id, { likes: count, at });
  return { ...room, likes };
}

/** The room after a message of its socket; `at` is the time of the page, which grows with everything that happens. */
export function hear(before: Room, message: RoomMessage, at: number): Room {
  const room: Room = before.isFresh ? { ...before, isFresh: false } : before;
  switch (message.type) {
    case 'welcome':
      return welcome(room, message, at);
    case 'gap':
      return gap(room, before.isFresh);
    case 'comment.created':
      return inOrder(room, message.seq, at, (room, at) => create(room, message.comment, at));
    case 'comment.updated':
      return inOrder(room, message.seq, at, (room, at) => change(room, message.comment, at));
    case 'comment.deleted':
      return inOrder(room, message.seq, at, (room, at) => remove(room, message.comment.id, message.comment.root, at));
    case 'comment.likes':
      return countLikes(room, message.likes, at);
    case 'room.rules': {
      const { open, slow_mode, holds_all } = message;
      return { ...room, rules: { open, slow_mode, holds_all } };
    }
    case 'presence':
      return { ...room, presence: message.presence };
    default:
      return room;
  }
}

function isMissed(before: Room, message: RoomMessage): boolean {
  return 'seq' in message && message.type !== 'welcome' && before.seq !== undefined && message.seq > before.seq + 1;
}

/** Whether lists that were read before this message lack something that nobody will tell. */
export function mustReadAnew(before: Room, message: RoomMessage): boolean {
  return message.type === 'welcome' || message.type === 'gap' || isMissed(before, message);
}

/** The room after something that happened on the page. */
export function act(room: Room, action: PageAction, at: number): Room {
  switch (action.type) {
    case 'status':
      return { ...room, status: action.status };
    case 'viewer':
      return { ...room, viewer: action.viewer };
    case 'blocked':
      return { ...room, blocked: new Set(action.usernames) };
    case 'rules.read':
      return { ...room, rules: action.rules };
    case 'send':
      return {
        ...room,
        pending: [...room.pending.filter(({ clientId }) => clientId !== action.pending.clientId), action.pending],
      };
    case 'send.failed':
      return {
        ...room,
        pending: room.pending.map((one) =>
          one.clientId === action.clientId ? { ...one, failure: action.failure } : one,
        ),
      };
    case 'send.dropped':
      return { ...room, pending: room.pending.filter(({ clientId }) => clientId !== action.clientId) };
    case 'answer':
      return answer(room, action.comment, at);
    case 'answer.deleted':
      return remove(room, action.id, action.root, at);
    case 'answer.liked':
      return {
        ...countLikes(room, [action], at),
        liked: withEntry(room.liked, action.id, { liked: action.liked, at }),
      };
    case 'attempt':
      return { ...room, attempts: withEntry(room.attempts, action.id, action.attempt) };
    case 'attempt.over':
      return { ...room, attempts: without(room.attempts, action.id) };
    case 'unveil':
      return room.arrivals.length === 0 ? room : { ...room, arrivals: [] };
  }
}

/** The answer to what was written here, which the room may have told before. */
function answer(room: Room, comment: Comment, at: number): Room {
  const isPending = room.pending.some(({ clientId }) => clientId === comment.client_id);
  if (!isPending) return change(room, comment, at);
  const pending = room.pending.filter(({ clientId }) => clientId !== comment.client_id);
  return create({ ...room, pending }, comment, at);
}
