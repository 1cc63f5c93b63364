import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { must } from '~/api/queries';
import type { Comment } from '~/api/types';
import { notify } from '~/lib/notify';
import type { Attempt, Failure, Pending } from '~/room/state';
import type { RoomStore } from '~/room/store';

/** Shows what somebody does at once, and takes it back with a word when the server refuses. One after the other. */
export type CommentActions = ReturnType<typeof commentActions>;

function failureOf(error: unknown): Failure {
  const isRefusal = error instanceof ApiError;
  const wait = isRefusal ? error.retryAfter : undefined;
  return {
    text: describe(error),
    isOffline: !isRefusal,
    notBefore: wait === undefined ? undefined : Date.now() + wait * 1000,
  };
}

export function commentActions(video: string, store: RoomStore) {
  /** What was asked last for each comment: the next waits for it. */
  const last = new Map<string, Promise<unknown>>();

  const inTurn = (id: string, work: () => Promise<void>): Promise<void> => {
    const turn = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, turn);
    return turn;
  };

  /** Answers whether it was done. */
  const attempt = async (id: string, what: Attempt, ask: () => Promise<void>): Promise<boolean> => {
    store.act({ type: 'attempt', id, attempt: what });
    try {
      await inTurn(id, ask);
      return true;
    } catch (error) {
      void notify('error', describe(error));
      return false;
    } finally {
      // What was tried after this stands.
      if (store.get().attempts.get(id) === what) store.act({ type: 'attempt.over', id });
    }
  };

  const answered = (data: { comment: Comment } | undefined) => {
    store.act({ type: 'answer', comment: must(data).comment });
  };

  const send = async (pending: Pending): Promise<void> => {
    const { clientId, body, at, parent } = pending;
    store.act({ type: 'send', pending: { ...pending, failure: undefined } });
    try {
      const answer = await client.POST('/api/v1/videos/{id}/comments', {
        params: { path: { id: video } },
        body: { body, client_id: clientId, at, parent },
      });
      answered(answer.data);
    } catch (error) {
      const failure = failureOf(error);
      store.act({ type: 'send.failed', clientId, failure });
      if (!failure.isOffline) void notify('error', failure.text);
    }
  };

  return {
    send,
    /** Sends again what never reached the server; under the same names, so that nothing is there twice. */
    sendAgain: () => {
      for (const pending of store.get().pending) if (pending.failure?.isOffline) void send(pending);
    },
    edit: ({ id }: Comment, body: string) =>
      attempt(id, { body, edited_at: new Date().toISOString() }, async () => {
        answered((await client.PATCH('/api/v1/comments/{id}', { params: { path: { id } }, body: { body } })).data);
      }),
    remove: ({ id, root }: Comment) =>
      attempt(id, 'delete', async () => {
        await client.DELETE('/api/v1/comments/{id}', { params: { path: { id } } });
        store.act({ type: 'answer.deleted', id, root: root ?? undefined });
      }),
    like: ({ id, likes }: Comment, liked: boolean) =>
      attempt(id, { liked, likes: Math.max(0, likes + (liked ? 1 : -1)) }, async () => {
        const params = { path: { id } };
        const call = liked
          ? client.PUT('/api/v1/comments/{id}/like', { params })
          : client.DELETE('/api/v1/comments/{id}/like', { params });
        store.act({ type: 'answer.liked', id, liked, likes: must((await call).data).likes });
      }),
    pin: ({ id }: Comment, pinned: boolean) =>
      attempt(id, { pinned }, async () => {
        const params = { path: { id } };
        const call = pinned
          ? client.PUT('/api/v1/comments/{id}/pin', { params })
          : client.DELETE('/api/v1/comments/{id}/pin', { params });
        answered((await call).data);
      }),
    heart: ({ id }: Comment, hearted: boolean) =>
      attempt(id, { hearted }, async () => {
        const params = { path: { id } };
        const call = hearted
          ? client.PUT('/api/v1/comments/{id}/heart', { params })
          : client.DELETE('/api/v1/comments/{id}/heart', { params });
        answered((await call).data);
      }),
    release: ({ id }: Comment) =>
      attempt(id, { state: 'published' }, async () => {
        answered((await client.POST('/api/v1/comments/{id}/release', { params: { path: { id } } })).data);
      }),
  };
}
