import type { Comment } from '~/api/types';
import type { Room } from './state';

/** A page of comments as it was read, and when. */
export interface ReadPage {
  items: readonly Comment[];
  /** On the clock of the store. */
  readAt: number;
}

export type CommentSort = 'newest' | 'oldest' | 'top';

const isNewer = <T extends { at: number }>(told: T | undefined, than: number): told is T =>
  told !== undefined && told.at > than;

/** A comment that is gone keeps its place while it has answers. */
function gone(comment: Comment): Comment | undefined {
  if (comment.root || comment.replies === 0) return undefined;
  return { ...comment, state: 'deleted', body: '', at: null, pinned: false, hearted: false, likes: 0 };
}

/** A comment that was read at some time, with everything that was said of it since; undefined when it is not to be seen. */
export function latest(read: Comment, readAt: number, room: Room): Comment | undefined {
  if (room.blocked.has(read.author.username)) return undefined;
  const told = room.told.get(read.id);
  const isTold = isNewer(told, readAt);
  const since = isTold && told.comment ? told.at : readAt;
  const comment: Comment = isTold && told.comment ? { ...told.comment, liked: read.liked ?? null } : { ...read };
  for (const { by, at } of room.replies.get(read.id) ?? []) if (at > since) comment.replies += by;
  comment.replies = Math.max(0, comment.replies);
  const likes = room.likes.get(read.id);
  if (isNewer(likes, since)) comment.likes = likes.likes;
  const liked = room.liked.get(read.id);
  if (isNewer(liked, readAt)) comment.liked = liked.liked;
  const attempt = room.attempts.get(read.id);
  if (attempt === 'delete' || (isTold && !told.comment) || read.state === 'deleted') return gone(comment);
  return attempt ? { ...comment, ...attempt } : comment;
}

/** Everything that lists were read of, newest word first known, each once. */
function known(pages: readonly ReadPage[], room: Room): Map<string, Comment | undefined> {
  const comments = new Map<string, Comment | undefined>();
  for (const { items, readAt } of pages) {
    for (const item of items) if (!comments.has(item.id)) comments.set(item.id, latest(item, readAt, room));
  }
  return comments;
}

/** What was told and is in no page. */
function* unread(room: Room, pages: ReadonlyMap<string, unknown>): Generator<Comment> {
  for (const [id, { comment, at, isNew }] of room.told) {
    if (!comment || pages.has(id) || !(isNew || comment.pinned)) continue;
    const shown = latest(comment, at, room);
    if (shown) yield shown;
  }
}

const byAge = (a: Comment, b: Comment) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id);

/** Comments at the top of their threads, as they are to be seen: pinned ones first, each once. */
export function topComments(pages: readonly ReadPage[], room: Room, sort: CommentSort): Comment[] {
  const read = known(pages, room);
  const isShown = (comment: Comment | undefined): comment is Comment =>
    comment !== undefined && !room.arrivals.includes(comment.id);
  const fromPages = [...read.values()].filter(isShown);
  const live = [...unread(room, read)].filter((comment) => !comment.root && isShown(comment));
  const all = [...live.sort((a, b) => byAge(b, a)), ...fromPages];
  if (sort === 'newest') all.sort((a, b) => byAge(b, a));
  if (sort === 'oldest') all.sort(byAge);
  return [...all.filter(({ pinned }) => pinned), ...all.filter(({ pinned }) => !pinned)];
}

/** The answers in a thread, oldest first, each once. */
export function repliesOf(root: string, pages: readonly ReadPage[], room: Room): Comment[] {
  const read = known(pages, room);
  const live = [...unread(room, read)].filter((comment) => comment.root === root);
  return [...read.values()]
    .filter((comment) => comment !== undefined)
    .concat(live)
    .sort(byAge);
}

/** How many arrivals wait that are to be seen at all. */
export function arrivalsOf(room: Room): number {
  const isSeen = (id: string) => {
    const told = room.told.get(id)?.comment;
    return told !== undefined && !room.blocked.has(told.author.username);
  };
  return room.arrivals.filter(isSeen).length;
}
