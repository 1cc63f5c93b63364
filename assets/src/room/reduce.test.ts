import { describe, expect, test } from 'vitest';
import type { Comment } from '~/api/types';
import type { RoomMessage } from './messages';
import { act, hear, mustReadAnew } from './reduce';
import { type PageAction, type Pending, type Room, emptyRoom } from './state';
import { roomPath } from './use-room';

const comment = (id: string, more: Partial<Comment> = {}): Comment => ({
  id,
  body: id,
  author: { username: 'ada' },
  state: 'published',
  created_at: '2026-01-01T00:00:00Z',
  pinned: false,
  hearted: false,
  likes: 0,
  replies: 0,
  ...more,
});
const created = (seq: number, id: string, more?: Partial<Comment>): RoomMessage => ({
  type: 'comment.created',
  seq,
  comment: comment(id, more),
});
const deleted = (seq: number, id: string): RoomMessage => ({ type: 'comment.deleted', seq, comment: { id } });
const welcome = (seq: number, epoch = 'e'): RoomMessage => ({ type: 'welcome', seq, epoch, presence: 2 });
const pending: Pending = { clientId: 'c', body: 'hello', at: undefined, parent: undefined, root: undefined };

let at = 0;
const after = (room: Room, ...happens: (RoomMessage | PageAction)[]) =>
  happens.reduce((room, one) => {
    at += 1;
    const isHeard = /^(welcome|gap|presence|comment\.|room\.|video\.)/.test(one.type);
    return isHeard ? hear(room, one as RoomMessage, at) : act(room, one as PageAction, at);
  }, room);
const open = (...happens: (RoomMessage | PageAction)[]) => after(emptyRoom, welcome(5), ...happens);

describe('the order', () => {
  test('begins at the welcome and goes on by one', () => {
    const room = open(created(6, 'a'), created(7, 'b'));
    expect([room.status, room.epoch, room.seq]).toEqual(['live', 'e', 7]);
    expect(room.arrivals).toEqual(['a', 'b']);
    expect(roomPath('v', room)).toBe('/api/v1/rooms/v/ws?since=7&epoch=e');
    expect(roomPath('v', emptyRoom)).toBe('/api/v1/rooms/v/ws');
  });

  test('what was heard before is dropped', () => {
    const once = open(created(6, 'a'));
    expect(after(once, created(6, 'a'), created(3, 'z'))).toBe(once);
  });

  test('goes on after a new connection, with what was missed', () => {
    const room = after(open(created(6, 'a')), welcome(8), created(6, 'a'), created(7, 'b'), created(8, 'c'));
    expect([room.seq, room.arrivals]).toEqual([8, ['a', 'b', 'c']]);
  });

  test('after a gap everything is read anew, and goes on at the welcome', () => {
    const was = open(created(6, 'a'), { type: 'send', pending });
    const room = after(was, welcome(5000), { type: 'gap' });
    expect([room.seq, room.epoch, room.told.size, room.arrivals]).toEqual([5000, 'e', 0, []]);
    expect(room.pending).toEqual([pending]);
    expect(after(room, created(5001, 'x')).seq).toBe(5001);
    expect(mustReadAnew(was, { type: 'gap' })).toBe(true);
  });

  test('another epoch is another order', () => {
    const room = after(open(created(6, 'a')), welcome(2, 'f'), { type: 'gap' }, created(3, 'b'));
    expect([room.epoch, room.seq, [...room.told.keys()]]).toEqual(['f', 3, ['b']]);
  });

  test('a gap in the middle leaves the order unknown until the next welcome', () => {
    const room = after(open(created(6, 'a')), { type: 'gap' });
    expect([room.epoch, room.seq]).toEqual([undefined, undefined]);
    expect(roomPath('v', room)).toBe('/api/v1/rooms/v/ws');
    const next = after(room, created(1, 'n'), welcome(4, 'g'));
    expect([next.epoch, next.seq]).toEqual(['g', 4]);
  });

  test('a hole makes everything be read anew', () => {
    const room = open(created(6, 'a'));
    expect(mustReadAnew(room, created(8, 'c'))).toBe(true);
    expect(mustReadAnew(room, created(7, 'b'))).toBe(false);
    expect([...after(room, created(8, 'c')).told.keys()]).toEqual(['c']);
  });
});

describe('comments', () => {
  test('of oneself do not wait, and take the place of what was pending, once', () => {
    const viewer: PageAction = { type: 'viewer', viewer: 'ada' };
    const mine = comment('a', { client_id: 'c' });
    const before = open(viewer, { type: 'send', pending });
    const heardFirst = after(before, created(6, 'a', mine), { type: 'answer', comment: mine });
    const answeredFirst = after(before, { type: 'answer', comment: mine }, created(6, 'a', mine));
    for (const room of [heardFirst, answeredFirst]) {
      expect([room.pending, room.arrivals, room.told.get('a')?.isNew]).toEqual([[], [], true]);
    }
  });

  test('of others with the same client id change nothing of what is pending', () => {
    const viewer: PageAction = { type: 'viewer', viewer: 'bob' };
    expect(open(viewer, { type: 'send', pending }, created(6, 'a', { client_id: 'c' })).pending).toHaveLength(1);
  });

  test('that are gone stay gone', () => {
    const late: PageAction = { type: 'answer', comment: comment('a', { body: 'late' }) };
    const room = open(created(6, 'a'), deleted(7, 'a'), late);
    expect(room.told.get('a')).toMatchObject({ comment: undefined });
    expect(room.arrivals).toEqual([]);
    expect(open(created(6, 'a', { state: 'deleted', body: '' })).arrivals).toEqual([]);
  });

  test('answers are counted once each, and do not wait', () => {
    const reply = { root: 'r', parent: 'r' };
    const room = open(created(6, 'a', reply), created(7, 'b', reply), deleted(8, 'a'));
    expect(room.replies.get('r')?.map(({ by }) => by)).toEqual([1, 1, -1]);
    expect(room.arrivals).toEqual([]);
  });

  test('a held answer counts when it is released', () => {
    const viewer: PageAction = { type: 'viewer', viewer: 'ada' };
    const held = comment('a', { root: 'r', state: 'held', client_id: 'c' });
    const waits = open(viewer, { type: 'send', pending }, { type: 'answer', comment: held });
    expect([waits.pending.length, waits.replies.size]).toEqual([0, 0]);
    expect(after(waits, created(6, 'a', { root: 'r' })).replies.get('r')).toHaveLength(1);
  });
});

test('how things stand is told again and again', () => {
  const room = open(
    { type: 'presence', presence: 12, people: 3 },
    { type: 'room.rules', open: false, slow_mode: 30, holds_all: true },
    { type: 'comment.likes', likes: [{ id: 'a', likes: 4 }] },
  );
  expect(room).toMatchObject({ presence: 12, rules: { open: false, slow_mode: 30, holds_all: true }, seq: 5 });
  expect(room.likes.get('a')?.likes).toBe(4);
});

test('what was not taken can be sent again under the same name', () => {
  const failure = { text: 'Not so fast', isOffline: false, notBefore: 9 };
  const failed = open({ type: 'send', pending }, { type: 'send.failed', clientId: 'c', failure });
  expect(failed.pending).toEqual([{ ...pending, failure }]);
  expect(after(failed, { type: 'send', pending }).pending).toEqual([pending]);
  expect(after(failed, { type: 'send.dropped', clientId: 'c' }).pending).toEqual([]);
});
