import { useTitle } from '~/lib/hooks';
import { NotificationsCard } from '~/settings/notifications-card';

export function NotificationSettings() {
  useTitle('Notification settings');
  return <NotificationsCard />;
}
