import { useState } from 'react';
import { useMedia, useNear } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { Thread } from './thread';
import type { useComments } from './use-comments';
import { useLinkedThread } from './use-linked-thread';

/** Beside the list there is more to see only where the page is wide; elsewhere it stands below, and must be reached. */
const WIDE = '(min-width: 80rem)';

interface CommentListProps {
  list: ReturnType<typeof useComments>;
  canWrite: boolean;
}

/** Threads, and more of them as one scrolls. What is far off the screen is not laid out. */
export function CommentList({ list, canWrite }: CommentListProps) {
  const { video, linked } = useAround();
  const { root, isMissing } = useLinkedThread(video, linked, list);
  const [seenNote, setSeenNote] = useState<string>();
  return (
    <>
      {isMissing && seenNote !== linked && (
        <p className="mb-3 flex items-center gap-3 rounded-card bg-sunken px-4 py-2 text-sm" role="status">
          <span className="grow">{m.comments_link_gone()}</span>
          <button type="button" className="min-h-11 font-semibold" onClick={() => setSeenNote(linked)}>
            {m.comments_all_right()}
          </button>
        </p>
      )}
      <ol data-testid={testids.commentList}>
        {list.comments.map((comment) => (
          <li key={comment.id} className="pb-2 [contain-intrinsic-block-size:auto_7rem] [content-visibility:auto]">
            <Thread
              comment={comment}
              linkedReply={root === comment.id && linked !== root ? linked : undefined}
              canWrite={canWrite}
            />
          </li>
        ))}
      </ol>
      {list.hasMore && <More list={list} />}
    </>
  );
}

function More({ list }: { list: ReturnType<typeof useComments> }) {
  const isWide = useMedia(WIDE);
  const near = useNear<HTMLDivElement>(list.readMore, isWide && !list.isReadingMore && !list.hasStopped);
  return (
    <div ref={near} className="flex justify-center py-4">
      <button
        type="button"
        className="btn btn-quiet"
        disabled={list.isReadingMore}
        data-testid={testids.commentsMore}
        onClick={list.readMore}
      >
        {list.isReadingMore ? m.common_loading_more() : m.comments_more()}
      </button>
    </div>
  );
}

export function ListSkeleton() {
  return (
    <div aria-busy="true" aria-label={m.comments_loading()}>
      {Array.from({ length: 3 }, (_, index) => (
        <div key={index} className="flex gap-4 p-2 pb-6">
          <div className="skeleton size-9 rounded-full!" />
          <div className="flex-1">
            <div className="skeleton h-4 w-32" />
            <div className="skeleton mt-3 h-4 w-11/12" />
            <div className="skeleton mt-2 h-4 w-2/3" />
          </div>
        </div>
      ))}
    </div>
  );
}
