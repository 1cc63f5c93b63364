import { Link } from '@tanstack/react-router';
import {
  AtSign,
  CircleAlert,
  CircleCheck,
  Clapperboard,
  Check,
  type LucideIcon,
  MessageCircle,
  UserPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Notification } from '~/api/types';
import { Avatar } from '~/components/avatar';
import { clsx } from '~/lib/clsx';
import { age, moment } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { type NotificationKind, sentenceOf, targetOf } from './words';

const looks: Record<NotificationKind, { icon: LucideIcon; tone: string }> = {
  reply: { icon: MessageCircle, tone: 'bg-accent-soft text-accent' },
  mention: { icon: AtSign, tone: 'bg-accent-soft text-accent' },
  new_video: { icon: Clapperboard, tone: 'bg-accent-soft text-accent' },
  upload_ready: { icon: CircleCheck, tone: 'bg-good-soft text-good' },
  upload_failed: { icon: CircleAlert, tone: 'bg-bad-soft text-bad' },
  follow: { icon: UserPlus, tone: 'bg-accent-soft text-accent' },
};

/** Who did it, with a small sign of what it was; the sign alone where nobody did it. */
function Picture({ kind, actor }: Pick<Notification, 'kind' | 'actor'>) {
  const { icon: Icon, tone } = looks[kind as NotificationKind] ?? looks.new_video;
  if (!actor) {
    return (
      <span className={clsx('grid size-11 flex-none place-items-center rounded-full', tone)} aria-hidden="true">
        <Icon className="size-5.5" />
      </span>
    );
  }
  return (
    <span className="relative flex-none">
      <Avatar name={actor.username} src={actor.avatar ?? undefined} className="size-11 text-lg" />
      <span
        className={clsx(
          'absolute -right-1 -bottom-1 grid size-5.5 place-items-center rounded-full ring-2 ring-surface',
          tone,
        )}
        aria-hidden="true"
      >
        <Icon className="size-3.5" />
      </span>
    </span>
  );
}

interface NotificationRowProps {
  notification: Notification;
  onOpen: () => void;
  onRead: () => void;
}

export function NotificationRow({ notification, onOpen, onRead }: NotificationRowProps) {
  const { id, kind, actor, created_at, read_at } = notification;
  const target = targetOf(notification);
  const body: ReactNode = (
    <>
      <Picture kind={kind} actor={actor} />
      <span className="min-w-0 flex-1">
        <span className={clsx('line-clamp-3 leading-snug break-words', read_at && 'text-ink-2')}>
          {!read_at && <span className="sr-only">{m.notifications_unread_mark()} </span>}
          {sentenceOf(notification).map(({ text, strong }, index) =>
            strong ? (
              <strong key={index} className="font-semibold text-ink">
                {text}
              </strong>
            ) : (
              text
            ),
          )}
        </span>
        <time dateTime={created_at} title={moment(created_at)} className="mt-0.5 block text-sm text-ink-3">
          {age(created_at)}
        </time>
      </span>
    </>
  );
  const look = 'flex min-w-0 flex-1 items-start gap-3.5 rounded-control py-3 pl-3';
  return (
    <li
      className="group relative flex items-center rounded-control hover:bg-sunken"
      data-testid={testids.notification}
      data-id={id}
      data-kind={kind}
      data-read={Boolean(read_at)}
    >
      {target ? (
        <Link {...target} className={look} onClick={onOpen}>
          {body}
        </Link>
      ) : (
        <div className={look}>{body}</div>
      )}
      {read_at ? (
        <span className="w-11 flex-none" />
      ) : (
        <button
          type="button"
          className="icon-btn group/read"
          aria-label={m.notifications_mark_read()}
          title={m.notifications_mark_read()}
          data-testid={testids.notificationRead}
          onClick={({ currentTarget }) => {
            // The button goes; whoever came to it with the keyboard stays at this one.
            currentTarget.parentElement?.querySelector('a')?.focus();
            onRead();
          }}
        >
          <span className="size-2.5 rounded-full bg-accent group-hover/read:hidden" aria-hidden="true" />
          <Check className="hidden group-hover/read:block" aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

export function NotificationRowSkeleton() {
  return (
    <li className="flex gap-3.5 px-3 py-3" aria-hidden="true">
      <div className="skeleton size-11 flex-none rounded-full!" />
      <div className="flex-1">
        <div className="skeleton h-4.5 w-11/12" />
        <div className="skeleton mt-2 h-4 w-20" />
      </div>
    </li>
  );
}
