import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { useNear } from '~/lib/hooks';
import { playFrom } from '~/player/seek';
import type { CommentSort } from '~/room/lists';
import type { RoomStore } from '~/room/store';
import { useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
import { commentActions } from './actions';
import { Arrivals } from './arrivals';
import { type Around, AroundContext } from './around';
import { CommentList, ListSkeleton } from './comment-list';
import { CommentsHead } from './comments-head';
import { PendingRow } from './pending-row';
import { rulesQuery } from './queries';
import { useComments } from './use-comments';
import { useUnsent } from './use-unsent';
import { WriteArea, useMayWrite } from './write-area';

interface CommentsProps {
  video: Video;
  store: RoomStore;
  /** Of the player beside them; without one, times lead to the page that has it. */
  element?: RefObject<HTMLVideoElement | null>;
  /** The comment that a link is about. */
  linked: string | undefined;
}

function useAroundValue({ video, store, element, linked }: CommentsProps): Around {
  const { data } = useQuery(meQuery);
  const me = data ?? undefined;
  const { id, duration } = video;
  const owner = video.owner.username;
  const actions = useMemo(() => commentActions(id, store), [id, store]);
  const navigate = useNavigate();
  const playerTime = useCallback(() => element?.current?.currentTime, [element]);
  const seek = useCallback(
    (seconds: number) => {
      if (element?.current) playFrom(element.current, seconds);
      else if (!element) void navigate({ to: '/watch/$id', params: { id }, search: { t: seconds } });
    },
    [element, id, navigate],
  );
  return useMemo(() => {
    const isOwner = me?.username === owner;
    const isHost = isOwner || (me !== undefined && me.role !== 'member');
    const seconds = duration ?? undefined;
    return { video: id, owner, duration: seconds, me, isOwner, isHost, store, actions, linked, playerTime, seek };
  }, [id, owner, duration, me, store, actions, linked, playerTime, seek]);
}

/**
 * Whether lists may be read: when the room is there, nothing that is written meanwhile can be missed; without a room they are
 * read all the same.
 */
const isSettled = (status: string) => status !== 'opening';

/** Everything that people write beside a video, live. */
export default function Comments(props: CommentsProps) {
  const { store, video } = props;
  const around = useAroundValue(props);
  const [isNear, setNear] = useState(props.linked !== undefined);
  const near = useNear<HTMLElement>(() => setNear(true), !isNear);
  const [sort, setSort] = useState<CommentSort>('newest');
  const [wasSettled, setSettled] = useState(false);
  const settled = useRoomPart(store, ({ status }) => isSettled(status));
  useEffect(() => {
    if (settled) setSettled(true);
  }, [settled]);
  const isReady = isNear && wasSettled;
  const list = useComments(video.id, sort, store, isReady);
  const { data: rules } = useQuery({ ...rulesQuery(video.id), enabled: isReady });
  useEffect(() => {
    if (rules) store.act({ type: 'rules.read', rules });
  }, [rules, store]);
  useUnsent(around, list.comments);
  const mayWrite = useMayWrite(around);
  const unsent = useRoomPart(store, ({ pending }) => pending).filter(({ root }) => root === undefined);

  return (
    <AroundContext value={around}>
      <section ref={near} aria-label={m.comments_title()} className="mt-8" data-testid={testids.comments}>
        <CommentsHead list={list} said={video.stats.comments} sort={sort} onSort={setSort} />
        <WriteArea />
        <Arrivals>
          {unsent.toReversed().map((pending) => (
            <PendingRow key={pending.clientId} pending={pending} />
          ))}
          {list.error && (
            <div className="flex flex-wrap items-center gap-3 rounded-card bg-bad-soft px-4 py-3 text-bad" role="alert">
              <p className="grow">{describe(list.error)}</p>
              <button type="button" className="btn btn-quiet" onClick={list.retry}>
                {m.common_try_again()}
              </button>
            </div>
          )}
          {!list.isRead && !list.error && <ListSkeleton />}
          {list.isRead && list.comments.length === 0 && unsent.length === 0 && (
            <p className="py-8 text-center text-ink-2" data-testid={testids.commentsEmpty}>
              {mayWrite ? m.comments_nobody_first() : m.comments_nobody()}
            </p>
          )}
          <CommentList list={list} canWrite={mayWrite} />
        </Arrivals>
      </section>
    </AroundContext>
  );
}
