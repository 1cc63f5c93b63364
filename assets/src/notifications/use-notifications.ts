import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { openLiveSocket } from '~/api/live-socket';
import type { Notification } from '~/api/types';
import { setTitleCount } from '~/lib/document-title';
import { notify } from '~/lib/notify';
import { m } from '~/words';
import { type NotificationMessage, notificationsQuery, take, unreadQuery } from './cache';
import { useMarkRead } from './use-mark-read';
import { targetOf, textOf } from './words';

/** How often the count is asked for where the socket cannot be opened. */
const ASK_AGAIN_MS = 60_000;

/** Keeps what the person is told live while they are signed in; answers how many are unread. */
export function useNotifications(): number {
  const queries = useQueryClient();
  const router = useRouter();
  const markRead = useMarkRead();
  const [isCut, setIsCut] = useState(false);
  const { data: unread = 0 } = useQuery({ ...unreadQuery, enabled: isCut, refetchInterval: ASK_AGAIN_MS });

  const announce = useEffectEvent((notification: Notification) => {
    const isListShown = queries.getQueryCache().find({ queryKey: notificationsQuery.queryKey })?.isActive();
    if (document.hidden || isListShown) return;
    const target = targetOf(notification);
    const open = () => {
      markRead.mutate([notification.id]);
      void router.navigate(target ?? { to: '/notifications' });
    };
    void notify('message', textOf(notification), { label: m.notifications_open(), onClick: open });
  });

  useEffect(() => {
    const socket = openLiveSocket<NotificationMessage>({
      needsSession: true,
      path: () => '/api/v1/users/me/ws',
      onMessage: (message) => {
        take(queries, message);
        if (message.type === 'notification.created') announce(message.notification);
      },
      onState: (state) => setIsCut(state === 'waiting'),
    });
    return () => socket.close();
  }, [queries]);

  useEffect(() => {
    setTitleCount(unread);
    return () => setTitleCount(0);
  }, [unread]);

  return unread;
}
