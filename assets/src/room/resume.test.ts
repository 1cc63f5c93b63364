import { expect, test } from 'vitest';
import type { Comment } from '~/api/types';
import { type ReadPage, repliesOf, topComments } from './lists';
import type { RoomMessage } from './messages';
import { mustReadAnew } from './reduce';
import { createRoomStore, now } from './store';

/** What a server replays at most; older messages are a gap. */
const REPLAYED = 12;
const STEPS = 400;

/** The same numbers for the same seed (mulberry32). */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    chance: (share: number) => next() < share,
    pick: <T>(items: readonly T[]) => items[Math.floor(next() * items.length)],
  };
}

/** A room as the server keeps it. */
class Server {
  epoch = 0;
  log: RoomMessage[] = [];
  comments = new Map<string, Comment>();
  private made = 0;

  get published() {
    return [...this.comments.values()].filter(({ state }) => state === 'published');
  }

  private tell(message: (seq: number) => RoomMessage): RoomMessage {
    const told = message(this.log.length + 1);
    this.log.push(told);
    return told;
  }

  create(root: string | undefined): RoomMessage {
    this.made += 1;
    const id = `c${String(this.made).padStart(4, '0')}`;
    const comment: Comment = {
      id,
      body: 'first',
      author: { username: 'ada' },
      root,
      parent: root,
      state: 'published',
      created_at: new Date(this.made * 1000).toISOString(),
      pinned: false,
      hearted: false,
      likes: 0,
      replies: 0,
    };
    this.comments.set(id, comment);
    const top = root && this.comments.get(root);
    if (top) this.comments.set(top.id, { ...top, replies: top.replies + 1 });
    return this.tell((seq) => ({ type: 'comment.created', seq, comment }));
  }

  edit(comment: Comment): RoomMessage {
    const edited = { ...comment, body: `${comment.body}.` };
    this.comments.set(comment.id, edited);
    return this.tell((seq) => ({ type: 'comment.updated', seq, comment: edited }));
  }

  delete(comment: Comment): RoomMessage {
    this.comments.set(comment.id, { ...comment, body: '', state: 'deleted' });
    const top = comment.root ? this.comments.get(comment.root) : undefined;
    if (top) this.comments.set(top.id, { ...top, replies: top.replies - 1 });
    const { id, root } = comment;
    return this.tell((seq) => ({ type: 'comment.deleted', seq, comment: { id, root } }));
  }

  /** What is said to who comes, or comes back. */
  join(epoch: string | undefined, since: number | undefined): RoomMessage[] {
    const seq = this.log.length;
    const welcome: RoomMessage = { type: 'welcome', seq, epoch: String(this.epoch), presence: 1 };
    if (since === undefined) return [welcome];
    if (epoch !== String(this.epoch) || since > seq || seq - since > REPLAYED) return [welcome, { type: 'gap' }];
    return [welcome, ...this.log.slice(since)];
  }

  /** All of a list, as the API answers it. */
  list(root: string | undefined): Comment[] {
    const isThere = (one: Comment) => one.state === 'published' || (!one.root && one.replies > 0);
    return [...this.comments.values()].filter((one) => one.root === root && isThere(one));
  }
}

/** A page beside it, whose lists arrive late and whose connection comes and goes. */
function visit(server: Server, seed: number) {
  const { chance, pick } = dice(seed);
  const store = createRoomStore();
  let isConnected = false;
  let top: ReadPage = { items: [], readAt: 0 };
  let onItsWay: ReadPage | undefined;

  const hear = (message: RoomMessage) => {
    const before = store.get();
    store.hear(message);
    if (mustReadAnew(before, message)) onItsWay = { items: server.list(undefined), readAt: now() };
  };
  const arrive = () => {
    top = onItsWay ?? top;
    onItsWay = undefined;
  };
  const connect = () => {
    const { epoch, seq } = store.get();
    isConnected = true;
    server.join(epoch, seq).forEach(hear);
  };
  const something = (): RoomMessage | undefined => {
    const comment = pick(server.published);
    if (!comment || chance(0.5)) {
      const roots = server.published.filter(({ root }) => !root);
      return server.create(chance(0.3) ? pick(roots)?.id : undefined);
    }
    return chance(0.5) ? server.edit(comment) : server.delete(comment);
  };

  for (let step = 0; step < STEPS; step += 1) {
    if (chance(0.08)) isConnected = false;
    if (!isConnected && chance(0.2)) connect();
    if (chance(0.005)) {
      server.epoch += 1;
      server.log = [];
      isConnected = false;
    }
    const message = something();
    // A socket may say the same once more when it comes back.
    if (message && isConnected) [message, ...(chance(0.1) ? [message] : [])].forEach(hear);
    if (chance(0.3)) arrive();
    if (chance(0.2)) store.act({ type: 'unveil' });
  }
  connect();
  arrive();
  store.act({ type: 'unveil' });
  return { room: store.get(), top };
}

const seen = (comments: readonly Comment[]) =>
  comments.map(({ id, body, state, replies }) => `${id} ${state} ${state === 'deleted' ? '' : body} ${replies}`);

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  'whoever comes and goes sees what is there, once and in order (%i)',
  (seed) => {
    const server = new Server();
    const { room, top } = visit(server, seed);
    const truth = server.list(undefined).toReversed();
    expect(seen(topComments([top], room, 'newest'))).toEqual(seen(truth));
    for (const { id } of truth.slice(0, 5)) {
      const thread = { items: server.list(id), readAt: now() };
      expect(seen(repliesOf(id, [thread], room))).toEqual(seen(server.list(id)));
    }
  },
);
