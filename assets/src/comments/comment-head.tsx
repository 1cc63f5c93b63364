import { Link } from '@tanstack/react-router';
import { Clock, Heart, Hourglass, Pin } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Comment } from '~/api/types';
import { age, clock, moment, spokenDuration } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';

/** A few words about a comment, beside its author. */
function Badge({ testid, tone, children }: { testid: string; tone: string; children: ReactNode }) {
  return (
    <span className={`status ${tone}`} data-testid={testid}>
      {children}
    </span>
  );
}

const small = 'size-3.5';
/** Small to look at, and easy to hit. */
const HIT = "relative before:absolute before:-inset-x-1 before:-inset-y-2.5 before:content-['']";

export function Badges({ comment }: { comment: Comment }) {
  const { owner } = useAround();
  return (
    <>
      {comment.author.username === owner && (
        <Badge testid={testids.commentOwner} tone="bg-accent-soft text-accent">
          {m.comments_owner()}
        </Badge>
      )}
      {comment.pinned && (
        <Badge testid={testids.commentPinned} tone="bg-sunken text-ink-2">
          <Pin className={small} aria-hidden="true" />
          {m.comments_pinned()}
        </Badge>
      )}
      {comment.hearted && (
        <Badge testid={testids.commentHearted} tone="bg-bad-soft text-bad">
          <Heart className={`${small} fill-current`} aria-hidden="true" />
          <span className="sr-only">{m.comments_loved_by({ owner })}</span>
          <span aria-hidden="true">{owner}</span>
        </Badge>
      )}
      {comment.state === 'held' && (
        <Badge testid={testids.commentHeld} tone="bg-warn-soft text-warn">
          <Hourglass className={small} aria-hidden="true" />
          {m.comments_waits()}
        </Badge>
      )}
    </>
  );
}

interface CommentHeadProps {
  comment: Comment;
  /** Shows what it said before; none for whom that is not. */
  onHistory?: (() => void) | undefined;
}

/** Who wrote it, when, and about which moment of the video. */
export function CommentHead({ comment, onHistory }: CommentHeadProps) {
  const { video, seek, duration } = useAround();
  const { author, created_at, edited_at, at } = comment;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <Link
        to="/@{$username}"
        params={{ username: author.username }}
        className="max-w-full truncate rounded font-semibold hover:underline"
        data-testid={testids.commentAuthor}
      >
        {author.display_name ?? author.username}
      </Link>
      <Badges comment={comment} />
      <Link
        to="/watch/$id"
        params={{ id: video }}
        search={(here) => ({ ...here, comment: comment.id })}
        resetScroll={false}
        className={`${HIT} rounded text-ink-3 hover:underline`}
        title={moment(created_at)}
      >
        <time dateTime={created_at}>{age(created_at)}</time>
      </Link>
      {edited_at &&
        (onHistory ? (
          <button
            type="button"
            className={`${HIT} rounded text-ink-3 underline decoration-dotted underline-offset-3`}
            title={moment(edited_at)}
            data-testid={testids.commentEdited}
            onClick={onHistory}
          >
            {m.comments_edited()}
          </button>
        ) : (
          <span className="text-ink-3" title={moment(edited_at)} data-testid={testids.commentEdited}>
            {m.comments_edited()}
          </span>
        ))}
      {at != null && duration !== undefined && (
        <button
          type="button"
          className={`${HIT} inline-flex items-center gap-1 rounded-full bg-accent-soft px-2 py-0.5 font-semibold text-accent tabular-nums`}
          aria-label={m.common_go_to({ shown: clock(at), time: spokenDuration(at) })}
          data-testid={testids.commentAt}
          onClick={() => seek(at)}
        >
          <Clock className={small} aria-hidden="true" />
          {clock(at)}
        </button>
      )}
    </div>
  );
}
