import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { ErrorCard } from '~/components/error-card';
import { focusSection, sectionOf } from '~/components/section';
import { testids } from '~/testids';
import { m } from '~/words';
import { notificationsQuery, unreadQuery } from './cache';
import { NotificationRow, NotificationRowSkeleton } from './notification-row';
import { useMarkRead } from './use-mark-read';

/** What the person was told of; opening one marks it as read. */
export function NotificationList({ onLeave }: { onLeave?: () => void }) {
  const list = useInfiniteQuery(notificationsQuery);
  const markRead = useMarkRead();
  const items = list.data?.pages.flatMap((page) => page.items);
  if (!items) {
    if (list.error) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return (
      <ul aria-busy="true" aria-label={m.notifications_loading()}>
        {Array.from({ length: 5 }, (_, index) => (
          <NotificationRowSkeleton key={index} />
        ))}
      </ul>
    );
  }
  if (items.length === 0) return <Nothing />;
  return (
    <>
      <ul>
        {items.map((notification) => (
          <NotificationRow
            key={notification.id}
            notification={notification}
            onOpen={() => {
              if (!notification.read_at) markRead.mutate([notification.id]);
              onLeave?.();
            }}
            onRead={() => markRead.mutate([notification.id])}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <button
          type="button"
          className="btn btn-quiet mx-3 my-3"
          disabled={list.isFetchingNextPage}
          data-testid={testids.listMore}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? m.common_loading_more() : m.common_show_more()}
        </button>
      )}
    </>
  );
}

function Nothing() {
  return (
    <div className="flex flex-col items-center px-6 py-10 text-center" data-testid={testids.emptyState}>
      <div className="mb-4 grid size-14 place-items-center rounded-full bg-accent-soft text-accent">
        <Bell className="size-6" aria-hidden="true" />
      </div>
      <p className="text-lg font-bold">{m.notifications_all_quiet()}</p>
      <p className="mt-1 leading-relaxed text-ink-2">{m.notifications_nothing()}</p>
    </div>
  );
}

/** Marks everything as read. The heading has the focus afterwards, since the button is gone. */
export function ReadAllButton() {
  const { data: unread } = useQuery({ ...unreadQuery, enabled: false });
  const markRead = useMarkRead();
  if (!unread) return null;
  return (
    <button
      type="button"
      className="link min-h-11 px-1 text-sm"
      data-testid={testids.notificationsReadAll}
      onClick={({ currentTarget }) => {
        focusSection(sectionOf(currentTarget));
        markRead.mutate('all');
      }}
    >
      {m.notifications_read_all()}
    </button>
  );
}
