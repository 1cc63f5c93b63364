import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { ScrollText, UserRoundCheck, Users } from 'lucide-react';
import { meQuery } from '~/api/queries';
import { SectionedPage, type SectionLink } from '~/components/sectioned-page';
import { testids } from '~/testids';
import { NotFound } from './not-found';

const links: readonly SectionLink[] = [
  { to: '/operator', label: 'Sign-ups', icon: UserRoundCheck, testid: testids.operatorSignUps },
  { to: '/operator/people', label: 'People', icon: Users, testid: testids.operatorPeople },
  { to: '/operator/audit', label: 'Audit log', icon: ScrollText, testid: testids.operatorAudit },
];

/** For admins; for everybody else there is nothing here, as the server says of its calls. */
export function OperatorPage() {
  const { data: me } = useQuery(meQuery);
  if (me?.role !== 'admin') return <NotFound />;
  return (
    <SectionedPage title="Operator" links={links}>
      <Outlet />
    </SectionedPage>
  );
}
