import { CloudOff, Settings2, ShieldQuestion, Users } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { counted, short } from '~/lib/format';
import type { CommentSort } from '~/room/lists';
import { useIsAway, useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { heldQuery } from './queries';
import type { useComments } from './use-comments';

const HeldDialog = lazy(() => import('./held-dialog'));
const RulesDialog = lazy(() => import('./rules-dialog'));

const sorts: Partial<Record<CommentSort, () => string>> = { newest: m.comments_newest, top: m.comments_top };

interface CommentsHeadProps {
  list: ReturnType<typeof useComments>;
  /** How many there were when the video was asked for. */
  said: number;
  sort: CommentSort;
  onSort: (sort: CommentSort) => void;
}

/** What was read is newer than what the video said, once it is all. */
function countOf({ comments, hasMore, isRead }: CommentsHeadProps['list'], said: number): string {
  const read = comments.reduce((sum, { state, replies }) => sum + replies + (state === 'deleted' ? 0 : 1), 0);
  const count = isRead && !hasMore ? read : Math.max(read, said);
  return count === 0 ? '' : short(count);
}

export function CommentsHead({ list, said, sort, onSort }: CommentsHeadProps) {
  const { isHost, isOwner } = useAround();
  const [open, setOpen] = useState<'held' | 'rules'>();
  const close = () => setOpen(undefined);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="text-xl font-bold tracking-tight">
        {m.comments_title()}{' '}
        <span
          className="ml-1 font-sans text-base font-normal text-ink-3 tabular-nums"
          data-testid={testids.commentCount}
        >
          {countOf(list, said)}
        </span>
      </h2>
      <Presence />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {isHost && <HeldButton onOpen={() => setOpen('held')} />}
        {isOwner && (
          <button
            type="button"
            className="icon-btn"
            aria-label={m.comments_rules()}
            data-testid={testids.roomRules}
            onClick={() => setOpen('rules')}
          >
            <Settings2 aria-hidden="true" />
          </button>
        )}
        <div role="group" aria-label={m.comments_order()} className="flex rounded-full bg-sunken p-0.5">
          {Object.entries(sorts).map(([value, label]) => (
            <button
              key={value}
              type="button"
              className={clsx(
                'min-h-11 rounded-full px-3.5 text-sm font-semibold',
                value === sort ? 'bg-ink text-bg' : 'text-ink-2 hover:text-ink',
              )}
              aria-pressed={value === sort}
              data-testid={testids.commentSort}
              data-value={value}
              onClick={() => onSort(value as CommentSort)}
            >
              {label()}
            </button>
          ))}
        </div>
      </div>
      <Suspense>
        {open === 'held' && <HeldDialog onClose={close} />}
        {open === 'rules' && <RulesDialog onClose={close} />}
      </Suspense>
    </div>
  );
}

/** How many are here; or that nothing is heard of the others right now. */
function Presence() {
  const { store } = useAround();
  const presence = useRoomPart(store, (room) => (room.status === 'live' ? room.presence : 0));
  const isAway = useIsAway(store);
  if (isAway) {
    return (
      <p className="status bg-warn-soft text-warn" role="status" data-testid={testids.roomAway}>
        <CloudOff className="size-3.5" aria-hidden="true" />
        {m.comments_connecting()}
      </p>
    );
  }
  if (presence < 1) return null;
  return (
    <p className="inline-flex items-center gap-1.5 text-sm text-ink-2 tabular-nums" data-testid={testids.roomPresence}>
      <Users className="size-4" aria-hidden="true" />
      {counted(m.comments_watching, presence)}
    </p>
  );
}

function HeldButton({ onOpen }: { onOpen: () => void }) {
  const { video } = useAround();
  const { data } = useQuery(heldQuery(video));
  if (!data || data.length === 0) return null;
  return (
    <button
      type="button"
      className="chip border-transparent bg-warn-soft text-warn!"
      data-testid={testids.heldOpen}
      onClick={onOpen}
    >
      <ShieldQuestion className="size-4" aria-hidden="true" />
      {m.comments_to_review({ count: data.length })}
    </button>
  );
}
