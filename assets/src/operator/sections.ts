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
import { m } from '~/words';

export interface OperatorSection {
  to: LinkProps['to'];
  label: () => string;
  icon: LucideIcon;
  testid: string;
  /** Moderators look after what people publish; everything else is for who runs the server. */
  forModerators?: true;
}

interface SectionGroup {
  title: () => string;
  sections: readonly OperatorSection[];
}

const groups: readonly SectionGroup[] = [
  {
    title: m.operator_live,
    sections: [
      { to: '/operator', label: m.operator_overview, icon: Gauge, testid: testids.operatorOverview },
      { to: '/operator/actors', label: m.operator_actors, icon: Network, testid: testids.operatorActors },
      { to: '/operator/jobs', label: m.operator_jobs, icon: Activity, testid: testids.operatorJobs },
      { to: '/operator/rooms', label: m.operator_rooms, icon: MessagesSquare, testid: testids.operatorRooms },
    ],
  },
  {
    title: m.operator_people,
    sections: [
      {
        to: '/operator/reports',
        label: m.operator_reports,
        icon: Flag,
        testid: testids.operatorReports,
        forModerators: true,
      },
      {
        to: '/operator/comment-rules',
        label: m.operator_comment_rules,
        icon: BookX,
        testid: testids.operatorRules,
        forModerators: true,
      },
      { to: '/operator/people', label: m.operator_accounts, icon: Users, testid: testids.operatorPeople },
      { to: '/operator/sign-ups', label: m.operator_sign_ups, icon: UserRoundCheck, testid: testids.operatorSignUps },
    ],
  },
  {
    title: m.operator_server,
    sections: [
      { to: '/operator/storage', label: m.operator_storage, icon: HardDrive, testid: testids.operatorStorage },
      { to: '/operator/tiers', label: m.operator_tiers, icon: Layers, testid: testids.operatorTiers },
      { to: '/operator/audit', label: m.operator_audit_log, icon: ScrollText, testid: testids.operatorAudit },
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
