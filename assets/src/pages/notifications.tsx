import { Link } from '@tanstack/react-router';
import { Settings } from 'lucide-react';
import { useTitle } from '~/lib/hooks';
import { NotificationList, ReadAllButton } from '~/notifications/notification-list';
import { m } from '~/words';

export function NotificationsPage() {
  useTitle(m.common_notifications());
  return (
    <section className="mx-auto max-w-3xl px-4 pt-8 pb-20 sm:px-6 sm:pt-10">
      <div className="mb-4 flex flex-wrap items-center gap-x-4">
        <h1 className="mr-auto text-3xl font-bold tracking-tight outline-none" tabIndex={-1} data-section-heading>
          {m.common_notifications()}
        </h1>
        <div className="max-sm:order-last max-sm:w-full">
          <ReadAllButton />
        </div>
        <Link to="/settings/notifications" className="icon-btn" aria-label={m.settings_notifications_title()}>
          <Settings aria-hidden="true" />
        </Link>
      </div>
      <div className="card p-1.5">
        <NotificationList />
      </div>
    </section>
  );
}
