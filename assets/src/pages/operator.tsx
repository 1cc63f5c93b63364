import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { meQuery } from '~/api/queries';
import { useAdminBadges, useModeratorBadges } from '~/operator/badges';
import { OperatorLayout } from '~/operator/layout';
import { FeedProvider } from '~/operator/live/feed';
import { LivePulse } from '~/operator/live/pulse';
import { entranceFor, isOpenTo, mayEnter, placeOf } from '~/operator/sections';
import { NotFound } from './not-found';

interface PlaceProps {
  path: string;
  children: ReactNode;
}

function ModeratorPlace({ path, children }: PlaceProps) {
  return (
    <OperatorLayout role="moderator" path={path} badges={useModeratorBadges()}>
      {children}
    </OperatorLayout>
  );
}

function AdminPlace({ path, children }: PlaceProps) {
  return (
    <OperatorLayout role="admin" path={path} badges={useAdminBadges()} status={<LivePulse />}>
      {children}
    </OperatorLayout>
  );
}

/** For those who look after the server; for everybody else there is nothing here, as the server says of its calls. */
export function OperatorPage() {
  const { data: me } = useQuery(meQuery);
  // Of the page that is shown: the address is ahead of it while the next one is fetched.
  const path = useMatches({ select: (matches) => placeOf(matches.at(-1)?.pathname ?? '') });
  const role = me?.role ?? '';
  if (!mayEnter(role)) return <NotFound />;
  if (!isOpenTo(role, path)) return path === '/operator' ? <Navigate to={entranceFor(role)} replace /> : <NotFound />;
  if (role !== 'admin') {
    return (
      <ModeratorPlace path={path}>
        <Outlet />
      </ModeratorPlace>
    );
  }
  return (
    <FeedProvider>
      <AdminPlace path={path}>
        <Outlet />
      </AdminPlace>
    </FeedProvider>
  );
}
