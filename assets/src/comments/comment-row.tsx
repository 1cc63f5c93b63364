import { Suspense, lazy, memo, useEffect, useRef, useState } from 'react';
import type { Comment } from '~/api/types';
import { Avatar } from '~/components/avatar';
import { clsx } from '~/lib/clsx';
import { isSame } from '~/lib/same';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { CommentHead } from './comment-head';
import { CommentText } from './comment-text';
import { Composer } from './composer';
import { keepDraft } from './drafts';
import { type Choice, RowActions } from './row-actions';

const CommentDialog = lazy(() => import('./comment-dialog'));

interface CommentRowProps {
  comment: Comment;
  /** Whom it answers, where that is not plain from where it stands. */
  answers?: string | undefined;
  onReply: ((comment: Comment) => void) | undefined;
}

/** The page has scrolled to it once; from then on people go where they want. */
const visited = new Set<string>();

function useLinked(id: string) {
  const { linked } = useAround();
  const element = useRef<HTMLElement>(null);
  const isLinked = linked === id;
  useEffect(() => {
    if (!isLinked || visited.has(id)) return;
    visited.clear();
    visited.add(id);
    element.current?.scrollIntoView({ block: 'center' });
    // Who has begun something meanwhile, in a menu or a field, is not torn away from it.
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, [isLinked, id]);
  return { element, isLinked };
}

/** One comment: what it says, and what one can do about it. */
export const CommentRow = memo(
  function CommentRow({ comment, answers, onReply }: CommentRowProps) {
    const { me, isHost, actions } = useAround();
    const { element, isLinked } = useLinked(comment.id);
    const [editing, setEditing] = useState(false);
    const [open, setOpen] = useState<Choice>();
    const { author } = comment;
    const name = author.display_name ?? author.username;
    const isOwn = author.username === me?.username;

    if (comment.state === 'deleted') {
      return <p className="py-2 text-sm text-ink-3 italic">{m.comments_gone()}</p>;
    }
    const saveEdit = async (body: string) => {
      setEditing(false);
      if (body === comment.body || (await actions.edit(comment, body))) return;
      keepDraft(`edit.${comment.id}`, body);
      setEditing(true);
    };
    return (
      <article
        ref={element}
        tabIndex={isLinked ? -1 : undefined}
        aria-label={m.comments_by({ name })}
        data-testid={testids.comment}
        data-id={comment.id}
        data-linked={isLinked || undefined}
        className={clsx('flex gap-3 rounded-card p-2 outline-none sm:gap-4', isLinked && 'bg-accent-soft')}
      >
        <Avatar name={author.username} src={author.avatar ?? undefined} className="size-9 text-base" />
        <div className="min-w-0 flex-1">
          <CommentHead comment={comment} onHistory={isOwn || isHost ? () => setOpen('history') : undefined} />
          {editing ? (
            <div className="mt-2">
              <Composer
                label={m.comments_body()}
                placeholder={m.comments_say_something()}
                draft={`edit.${comment.id}`}
                initial={comment.body}
                action={m.common_save()}
                isAsked
                onSubmit={(body) => void saveEdit(body)}
                onCancel={() => setEditing(false)}
              />
            </div>
          ) : (
            <div className="mt-1">
              {answers && <p className="text-sm text-ink-3">{m.comments_to({ name: answers })}</p>}
              <CommentText body={comment.body} />
            </div>
          )}
          {!editing && (
            <RowActions comment={comment} onReply={onReply} onChoose={setOpen} onEdit={() => setEditing(true)} />
          )}
        </div>
        {open && (
          <Suspense>
            <CommentDialog comment={comment} choice={open} onClose={() => setOpen(undefined)} />
          </Suspense>
        )}
      </article>
    );
  },
  (before, next) =>
    isSame(before.comment, next.comment) && before.answers === next.answers && before.onReply === next.onReply,
);
