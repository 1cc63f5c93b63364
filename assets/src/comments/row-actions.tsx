import { useRouter } from '@tanstack/react-router';
import { Heart, Reply, ThumbsUp } from 'lucide-react';
import { lazy } from 'react';
import type { Comment } from '~/api/types';
import { MenuPlace } from '~/components/menu-place';
import { clsx } from '~/lib/clsx';
import { counted, short } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';

const CommentMenu = lazy(() => import('./comment-menu'));

/** What opens a dialog. */
export type Choice = 'history' | 'delete' | 'report' | 'block' | 'purge';

const SMALL = 'inline-flex min-h-11 items-center gap-1.5 rounded-full px-3 text-sm font-semibold hover:bg-sunken';

/** Does what only people with an account can do; others are asked to sign in, and come back here. */
export function useAsMember(): (work: () => void) => void {
  const { me } = useAround();
  const router = useRouter();
  return (work) => {
    if (me) work();
    else void router.navigate({ to: '/login', search: { next: router.state.location.href } });
  };
}

interface RowActionsProps {
  comment: Comment;
  onReply: ((comment: Comment) => void) | undefined;
  onEdit: () => void;
  onChoose: (choice: Choice) => void;
}

export function RowActions({ comment, onReply, onEdit, onChoose }: RowActionsProps) {
  const { isOwner, actions } = useAround();
  const asMember = useAsMember();
  const { liked, likes, hearted, author, state } = comment;
  const isPublished = state === 'published';
  return (
    <div className="mt-1 -ml-3 flex items-center">
      {isPublished && (
        <button
          type="button"
          className={clsx(SMALL, liked ? 'text-accent' : 'text-ink-2')}
          aria-pressed={liked ?? false}
          aria-label={counted(m.comments_like, likes)}
          data-testid={testids.commentLike}
          onClick={() => asMember(() => void actions.like(comment, !liked))}
        >
          <ThumbsUp className={clsx('size-4', liked && 'fill-current')} aria-hidden="true" />
          <span className="tabular-nums" data-testid={testids.commentLikes}>
            {likes > 0 && short(likes)}
          </span>
        </button>
      )}
      {isPublished && isOwner && (
        <button
          type="button"
          className={clsx('icon-btn', hearted && 'text-bad!')}
          aria-pressed={hearted}
          aria-label={hearted ? m.comments_take_heart() : m.comments_give_heart()}
          data-testid={testids.commentHeart}
          onClick={() => void actions.heart(comment, !hearted)}
        >
          <Heart className={clsx('size-4!', hearted && 'fill-current')} aria-hidden="true" />
        </button>
      )}
      {isPublished && onReply && (
        <button
          type="button"
          className={`${SMALL} text-ink-2`}
          aria-label={m.comments_reply_to({ username: author.username })}
          data-testid={testids.commentReply}
          onClick={() => asMember(() => onReply(comment))}
        >
          <Reply className="size-4" aria-hidden="true" />
          {m.comments_reply()}
        </button>
      )}
      <MenuPlace label={m.comments_more_about({ username: comment.author.username })} testid={testids.commentMenu}>
        <CommentMenu comment={comment} onEdit={onEdit} onChoose={onChoose} />
      </MenuPlace>
    </div>
  );
}
