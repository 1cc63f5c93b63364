import { useEffect, useState } from 'react';
import { Avatar } from '~/components/avatar';
import { clock } from '~/lib/format';
import type { Failure, Pending } from '~/room/state';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { CommentText } from './comment-text';

/** Seconds until it makes sense to try again. */
function useWait(failure: Failure | undefined): number {
  const notBefore = failure?.notBefore;
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (notBefore === undefined) return setWait(0);
    const look = () => setWait(Math.max(0, Math.ceil((notBefore - Date.now()) / 1000)));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [notBefore]);
  return wait;
}

/** A comment of one's own that is on its way, or that was not taken: it is never lost. */
export function PendingRow({ pending }: { pending: Pending }) {
  const { me, store, actions } = useAround();
  const { clientId, body, at, failure } = pending;
  const wait = useWait(failure);
  if (!me) return null;
  return (
    <article
      className="flex gap-3 rounded-card p-2 sm:gap-4"
      aria-label={m.comments_yours()}
      data-testid={testids.commentPending}
      data-failed={failure ? true : undefined}
    >
      <Avatar name={me.username} src={me.profile?.avatar?.small} className="size-9 text-base" />
      <div className="min-w-0 flex-1">
        <p className="text-sm">
          <span className="font-semibold">{me.profile?.display_name ?? me.username}</span>{' '}
          <span className="text-ink-3">
            {at !== undefined && `${m.comments_at({ time: clock(at) })} · `}
            {failure ? m.comments_not_posted() : m.comments_posting()}
          </span>
        </p>
        <div className={failure ? 'mt-1' : 'mt-1 opacity-70'}>
          <CommentText body={body} />
        </div>
        {failure && (
          <div className="mt-1 flex flex-wrap items-center gap-2">
            <p className="grow text-sm text-bad" role="alert" data-testid={testids.pendingFailure}>
              {failure.isOffline ? m.comments_offline() : failure.text}
            </p>
            <button
              type="button"
              className="btn btn-quiet"
              data-testid={testids.pendingDiscard}
              onClick={() => store.act({ type: 'send.dropped', clientId })}
            >
              {m.common_discard()}
            </button>
            <button
              type="button"
              className="btn btn-quiet"
              disabled={wait > 0}
              data-testid={testids.pendingRetry}
              onClick={() => void actions.send(pending)}
            >
              {wait > 0 ? m.comments_try_again_in({ wait }) : m.common_try_again()}
            </button>
          </div>
        )}
      </div>
    </article>
  );
}
