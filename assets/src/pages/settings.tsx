import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { Bell, CircleUser, ShieldCheck, SquareUser } from 'lucide-react';
import { meQuery } from '~/api/queries';
import { ErrorCard } from '~/components/error-card';
import { SectionedPage, type SectionLink } from '~/components/sectioned-page';
import { accountQuery } from '~/settings/account';
import { testids } from '~/testids';
import { m } from '~/words';

const links: readonly SectionLink[] = [
  { to: '/settings', label: m.settings_profile(), icon: SquareUser, testid: testids.settingsProfile },
  { to: '/settings/account', label: m.settings_account(), icon: CircleUser, testid: testids.settingsAccount },
  { to: '/settings/security', label: m.settings_security(), icon: ShieldCheck, testid: testids.settingsSecurity },
  { to: '/settings/notifications', label: m.common_notifications(), icon: Bell, testid: testids.settingsNotifications },
];

/** Waits for the person's account; the sections find it there. */
export function SettingsPage() {
  const { data: me } = useQuery(meQuery);
  // The section that is shown: the address is ahead of it on the way to the form.
  const here = useRouterState({ select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).href });
  const account = useQuery(accountQuery);
  // The session was ended elsewhere.
  if (me === null) return <Navigate to="/login" search={{ next: here }} replace />;
  return (
    <SectionedPage title={m.common_settings()} links={links}>
      {account.data && <Outlet />}
      {!account.data && account.error && <ErrorCard error={account.error} retry={() => void account.refetch()} />}
      {account.isPending && (
        <div className="skeleton h-96 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
    </SectionedPage>
  );
}
