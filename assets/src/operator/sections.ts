import type { LinkProps } from '@tanstack/react-router';
import {
  Activity,
  BookX,
  Flag,
  Gauge,
  HardDrive,
  Layers,
  type LucideIcon,
  MessagesSquare,
  Network,
  ScrollText,
  UserRoundCheck,
  Users,
} from 'lucide-react';
import type { Role } from '~/api/types';
import { testids } from '~/testids';

export interface OperatorSection {
  to: LinkProps['to'];
  label: string;
  icon: LucideIcon;
  testid: string;
  /** Moderators look after what people publish; everything else is for who runs the server. */
  forModerators?: true;
}

interface SectionGroup {
  title: string;
  sections: readonly OperatorSection[];
}

const groups: readonly SectionGroup[] = [
  {
    title: 'Live',
    sections: [
      { to: '/operator', label: 'Overview', icon: Gauge, testid: testids.operatorOverview },
      { to: '/operator/actors', label: 'Actors', icon: Network, testid: testids.operatorActors },
      { to: '/operator/jobs', label: 'Jobs', icon: Activity, testid: testids.operatorJobs },
      { to: '/operator/rooms', label: 'Rooms', icon: MessagesSquare, testid: testids.operatorRooms },
    ],
  },
  {
    title: 'People',
    sections: [
      { to: '/operator/reports', label: 'Reports', icon: Flag, testid: testids.operatorReports, forModerators: true },
      {
        to: '/operator/comment-rules',
        label: 'Comment rules',
        icon: BookX,
        testid: testids.operatorRules,
        forModerators: true,
      },
      { to: '/operator/people', label: 'Accounts', icon: Users, testid: testids.operatorPeople },
      { to: '/operator/sign-ups', label: 'Sign-ups', icon: UserRoundCheck, testid: testids.operatorSignUps },
    ],
  },
  {
    title: 'Server',
    sections: [
      { to: '/operator/storage', label: 'Storage', icon: HardDrive, testid: testids.operatorStorage },
      { to: '/operator/tiers', label: 'Tiers', icon: Layers, testid: testids.operatorTiers },
      { to: '/operator/audit', label: 'Audit log', icon: ScrollText, testid: testids.operatorAudit },
    ],
  },
];

/** Whether somebody is led to the operator's pages at all. */
export const mayEnter = (role: Role | string | undefined) => role === 'admin' || role === 'moderator';

/** What somebody of this role finds there. */
export function sectionsFor(role: Role | string): readonly SectionGroup[] {
  if (role === 'admin') return groups;
  if (!mayEnter(role)) return [];
  const seen = groups.map(({ title, sections }) => ({ title, sections: sections.filter((one) => one.forModerators) }));
  return seen.filter(({ sections }) => sections.length > 0);
}

/** Where somebody of this role begins. */
export const entranceFor = (role: Role | string) => sectionsFor(role)[0]?.sections[0]?.to;

/** A path as the sections name it. */
export const placeOf = (path: string) => path.replace(/(.)\/$/, '$1');

export const isOpenTo = (role: Role | string, path: string) =>
  sectionsFor(role).some(({ sections }) => sections.some(({ to }) => to === placeOf(path)));
