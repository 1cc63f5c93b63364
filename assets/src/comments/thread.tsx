import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import type { Comment } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { counted } from '~/lib/format';
import { isSame } from '~/lib/same';
import { repliesOf } from '~/room/lists';
import { useRoomPart, useRoomState } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { CommentRow } from './comment-row';
import { Composer } from './composer';
import { PendingRow } from './pending-row';
import { newPending } from './pending';
import { repliesQuery } from './queries';

interface RepliesProps {
  root: Comment;
  /** Goes on reading until this one is there. */
  until: string | undefined;
  onReply: ((comment: Comment) => void) | undefined;
}

/** The answers of an unfolded thread. */
function Replies({ root, until, onReply }: RepliesProps) {
  const { video, store } = useAround();
  const room = useRoomState(store);
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage, refetch } = useInfiniteQuery(
    repliesQuery(video, root.id),
  );
  const replies = useMemo(() => repliesOf(root.id, data?.pages ?? [], room), [root.id, data, room]);
  const isMissing = until !== undefined && !replies.some(({ id }) => id === until);
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isMissing, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const names = new Map(replies.map(({ id, author }) => [id, author.display_name ?? author.username]));
  return (
    <>
      {!data && !isError && <div className="skeleton my-2 h-16 rounded-card!" aria-busy="true" />}
      <ol data-testid={testids.commentReplies}>
        {replies.map((reply) => (
          <li key={reply.id}>
            <CommentRow
              comment={reply}
              answers={reply.parent ? names.get(reply.parent) : undefined}
              onReply={onReply}
            />
          </li>
        ))}
      </ol>
      {isError && (
        <button type="button" className="btn btn-quiet my-2" onClick={() => void refetch()}>
          {m.comments_replies_failed()}
        </button>
      )}
      {hasNextPage && (
        <button
          type="button"
          className="min-h-11 px-2 text-sm font-semibold text-accent"
          disabled={isFetchingNextPage}
          data-testid={testids.repliesMore}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? m.common_loading_more() : m.comments_more_replies()}
        </button>
      )}
    </>
  );
}

interface ThreadProps {
  comment: Comment;
  /** The answer in this thread that a link is about. */
  linkedReply: string | undefined;
  canWrite: boolean;
}

/** A comment and what was answered, which unfolds below it: two levels, however deep the answers go. */
export const Thread = memo(
  function Thread({ comment, linkedReply, canWrite }: ThreadProps) {
    const { me, store, actions } = useAround();
    const [isOpen, setOpen] = useState(linkedReply !== undefined);
    const [answered, setAnswered] = useState<Comment>();
    const unsent = useRoomPart(store, ({ pending }) => pending);
    const mine = unsent.filter(({ root }) => root === comment.id);
    const { id, replies } = comment;
    const onReply = useCallback((to: Comment) => {
      setAnswered(to);
      setOpen(true);
    }, []);
    useEffect(() => {
      if (linkedReply !== undefined) setOpen(true);
    }, [linkedReply]);
    const mayReply = canWrite || !me ? onReply : undefined;

    return (
      <>
        <CommentRow comment={comment} onReply={comment.state === 'published' ? mayReply : undefined} />
        <div className="ml-8 sm:ml-12">
          {replies > 0 && (
            <button
              type="button"
              className="inline-flex min-h-11 items-center gap-1.5 rounded-full px-3 text-sm font-semibold text-accent hover:bg-accent-soft max-sm:ml-3"
              aria-expanded={isOpen}
              data-testid={testids.repliesToggle}
              onClick={() => setOpen(!isOpen)}
            >
              <ChevronDown className={clsx('size-4 transition-transform', isOpen && 'rotate-180')} aria-hidden="true" />
              {counted(m.comments_replies, replies)}
            </button>
          )}
          {isOpen && (replies > 0 || answered) && <Replies root={comment} until={linkedReply} onReply={mayReply} />}
          {mine.map((pending) => (
            <PendingRow key={pending.clientId} pending={pending} />
          ))}
          {answered && canWrite && (
            <div className="mt-1 mb-3 px-2">
              <Composer
                key={answered.id}
                label={m.comments_your_reply({ username: answered.author.username })}
                placeholder={m.comments_reply_to({ username: answered.author.username })}
                draft={`reply.${answered.id}`}
                action={m.comments_reply()}
                isAsked
                onSubmit={(body) => {
                  void actions.send(newPending({ body, parent: answered.id, root: id }));
                  setAnswered(undefined);
                }}
                onCancel={() => setAnswered(undefined)}
              />
            </div>
          )}
        </div>
      </>
    );
  },
  (before, next) =>
    isSame(before.comment, next.comment) &&
    before.linkedReply === next.linkedReply &&
    before.canWrite === next.canWrite,
);
