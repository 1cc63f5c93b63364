import { expect, test } from 'vitest';
import type { Comment } from '~/api/types';
import { type ReadPage, arrivalsOf, latest, repliesOf, topComments } from './lists';
import { act, hear } from './reduce';
import { type Room, emptyRoom } from './state';

const comment = (id: string, minute: number, more: Partial<Comment> = {}): Comment => ({
  id,
  body: id,
  author: { username: 'ada' },
  state: 'published',
  created_at: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
  pinned: false,
  hearted: false,
  likes: 0,
  replies: 0,
  ...more,
});
const page = (readAt: number, ...items: Comment[]): ReadPage => ({ items, readAt });
const ids = (comments: Comment[]) => comments.map(({ id }) => id).join(' ');

/** A room in which these were told, at 10, 11, 12 and so on. */
function told(...comments: Comment[]): Room {
  const start = hear(emptyRoom, { type: 'welcome', seq: 0, epoch: 'e', presence: 1 }, 1);
  return comments.reduce(
    (room, comment, index) => hear(room, { type: 'comment.created', seq: index + 1, comment }, 10 + index),
    start,
  );
}
const unveiled = (room: Room) => act(room, { type: 'unveil' }, 99);

test('arrivals wait, and then stand where they belong', () => {
  const pages = [page(5, comment('c', 3), comment('b', 2)), page(6, comment('b', 2), comment('a', 1))];
  const room = told(comment('d', 4), comment('e', 5));
  expect(ids(topComments(pages, room, 'newest'))).toBe('c b a');
  expect(arrivalsOf(room)).toBe(2);
  expect(ids(topComments(pages, unveiled(room), 'newest'))).toBe('e d c b a');
  expect(ids(topComments(pages, unveiled(room), 'oldest'))).toBe('a b c d e');
  expect(ids(topComments(pages, unveiled(room), 'top'))).toBe('e d c b a');
});

test('a list that was read later may have them already: still once, and still no jump', () => {
  const room = told(comment('b', 2));
  const pages = [page(50, comment('b', 2), comment('a', 1))];
  expect(ids(topComments(pages, room, 'newest'))).toBe('a');
  expect(ids(topComments(pages, unveiled(room), 'newest'))).toBe('b a');
});

test('the newest word counts', () => {
  const room = told(comment('a', 1, { body: 'new', likes: 2 }));
  const read = comment('a', 1, { body: 'old', liked: true, likes: 7 });
  expect(latest(read, 5, room)).toMatchObject({ body: 'new', likes: 2, liked: true });
  expect(latest(read, 50, room)).toMatchObject({ body: 'old', likes: 7 });
  const liked = hear(room, { type: 'comment.likes', likes: [{ id: 'a', likes: 9 }] }, 60);
  expect(latest(read, 5, liked)?.likes).toBe(9);
  expect(latest(read, 50, liked)?.likes).toBe(9);
  expect(latest(read, 70, liked)?.likes).toBe(7);
});

test('pinned ones come first, from wherever they are', () => {
  const pinned = comment('p', 0, { pinned: true });
  const room = hear(told(), { type: 'comment.updated', seq: 1, comment: pinned }, 10);
  expect(ids(topComments([page(5, comment('a', 1))], room, 'newest'))).toBe('p a');
});

test('what is gone keeps its place only while it has answers', () => {
  const pages = [page(5, comment('a', 1, { replies: 1 }), comment('b', 2))];
  let room = told();
  for (const [index, id] of ['a', 'b'].entries()) {
    room = hear(room, { type: 'comment.deleted', seq: index + 1, comment: { id } }, 10);
  }
  expect(topComments(pages, room, 'newest')).toMatchObject([{ id: 'a', state: 'deleted', body: '' }]);
});

test('answers stand under their thread and count there', () => {
  const root = comment('r', 1, { replies: 1 });
  const reply = (id: string, minute: number) => comment(id, minute, { root: 'r', parent: 'r' });
  const room = told(reply('y', 3), reply('z', 4));
  expect(latest(root, 5, room)?.replies).toBe(3);
  expect(latest(root, 10, room)?.replies).toBe(2);
  expect(ids(repliesOf('r', [page(5, reply('x', 2))], room))).toBe('x y z');
  expect(ids(topComments([page(5, root)], room, 'newest'))).toBe('r');
});

test('what somebody does is seen before the server agrees, and taken back when it does not', () => {
  const read = comment('a', 1, { likes: 1 });
  const attempt = act(told(), { type: 'attempt', id: 'a', attempt: { liked: true, likes: 2 } }, 10);
  expect(latest(read, 5, attempt)).toMatchObject({ liked: true, likes: 2 });
  expect(latest(read, 5, act(attempt, { type: 'attempt.over', id: 'a' }, 11))).toEqual(read);
  expect(latest(read, 5, act(told(), { type: 'attempt', id: 'a', attempt: 'delete' }, 10))).toBeUndefined();
});

test('blocked people are not seen, nor announced', () => {
  const room = act(told(comment('b', 2)), { type: 'blocked', usernames: ['ada'] }, 20);
  expect([topComments([page(5, comment('a', 1))], room, 'newest'), arrivalsOf(room)]).toEqual([[], 0]);
});
