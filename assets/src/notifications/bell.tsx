import { Link } from '@tanstack/react-router';
import { Bell as BellIcon } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { useNotifications } from './use-notifications';

const loadPanel = () => import('./panel');
const Panel = lazy(loadPanel);

function Sign({ unread }: { unread: number }) {
  return (
    <>
      <BellIcon aria-hidden="true" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          data-testid={testids.notificationCount}
          className="absolute top-1 left-1/2 min-w-5 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-5 font-bold text-(color:--on-accent) tabular-nums ring-2 ring-bg"
        >
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </>
  );
}

/** What is new for the person: a list below the bell, and a page of its own where there is no room for it. */
export default function Bell() {
  const unread = useNotifications();
  const [wanted, setWanted] = useState(false);
  const label = unread > 0 ? m.notifications_unread({ unread }) : m.common_notifications();
  const look = 'icon-btn relative';
  const button = (
    <button
      type="button"
      className={clsx(look, 'max-sm:hidden!')}
      aria-label={label}
      aria-haspopup="dialog"
      data-testid={testids.notificationBell}
      onClick={() => setWanted(true)}
      onPointerEnter={() => void loadPanel()}
      onFocus={() => void loadPanel()}
    >
      <Sign unread={unread} />
    </button>
  );
  return (
    <>
      <Link
        to="/notifications"
        className={clsx(look, 'sm:hidden!')}
        aria-label={label}
        data-testid={testids.notificationPageLink}
      >
        <Sign unread={unread} />
      </Link>
      {wanted ? (
        <Suspense fallback={button}>
          <Panel label={label} sign={<Sign unread={unread} />} className={clsx(look, 'max-sm:hidden!')} />
        </Suspense>
      ) : (
        button
      )}
    </>
  );
}
