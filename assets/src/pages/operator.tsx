import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { meQuery } from '~/api/queries';
import { OperatorLayout } from '~/operator/layout';
import { FeedProvider } from '~/operator/live/feed';
import { LivePulse } from '~/operator/live/pulse';
import { entranceFor, isOpenTo, mayEnter } from '~/operator/sections';
import { NotFound } from './not-found';

/** For those who look after the server; for everybody else there is nothing here, as the server says of its calls. */
export function OperatorPage() {
  const { data: me } = useQuery(meQuery);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const role = me?.role ?? '';
  if (!mayEnter(role)) return <NotFound />;
  if (!isOpenTo(role, path)) return path === '/operator' ? <Navigate to={entranceFor(role)} replace /> : <NotFound />;
  if (role !== 'admin') {
    return (
      <OperatorLayout role={role} path={path}>
        <Outlet />
      </OperatorLayout>
    );
  }
  return (
    <FeedProvider>
      <OperatorLayout role={role} path={path} status={<LivePulse />}>
        <Outlet />
      </OperatorLayout>
    </FeedProvider>
  );
}
