import { useTitle } from '~/lib/hooks';
import { NotificationsCard } from '~/settings/notifications-card';
import { m } from '~/words';

export function NotificationSettings() {
  useTitle(m.settings_notifications_title());
  return <NotificationsCard />;
}
