import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import { m } from '~/words';
import { count } from './figures';
import { useFeed } from './live/feed';

export interface Badge {
  /** A figure; without it there is a dot. */
  text?: string;
  /** What it says to who does not see it. */
  words: string;
  isBad?: boolean;
}

/** By the address of a page. */
export type Badges = Readonly<Record<string, Badge | undefined>>;

const LOOK_AGAIN_MS = 30_000;
const one = { params: { query: { limit: 1 } } };

const reportsWaitQuery = queryOptions({
  queryKey: ['operator', 'waiting', 'reports'],
  queryFn: async () => must((await client.GET('/api/v1/operator/reports', one)).data).items.length > 0,
});

const signUpsWaitQuery = queryOptions({
  queryKey: ['operator', 'waiting', 'sign-ups'],
  queryFn: async () => must((await client.GET('/api/v1/operator/sign-ups', one)).data).items.length > 0,
});

const dot = (isThere: boolean | undefined): Badge | undefined =>
  isThere ? { words: m.operator_somebody_waits() } : undefined;

/** Whether somebody waits for an answer. */
export function useModeratorBadges(): Badges {
  const { data: reports } = useQuery({ ...reportsWaitQuery, refetchInterval: LOOK_AGAIN_MS });
  return { '/operator/reports': dot(reports) };
}

/** What is live on each page, and who waits. */
export function useAdminBadges(): Badges {
  const reports = useModeratorBadges();
  const { data: signUps } = useQuery({ ...signUpsWaitQuery, refetchInterval: LOOK_AGAIN_MS });
  const now = useFeed().points.at(-1);
  if (!now) return reports;
  const jobs = (now.running ?? 0) + (now.waiting ?? 0);
  const hung: Badge = { text: count(now.hung), words: m.operator_hang(), isBad: true };
  return {
    ...reports,
    '/operator/sign-ups': dot(signUps),
    '/operator/actors': now.hung > 0 ? hung : { text: count(now.actors), words: m.operator_live_badge() },
    '/operator/jobs': jobs > 0 ? { text: count(jobs), words: m.operator_to_do() } : undefined,
    '/operator/rooms': now.rooms > 0 ? { text: count(now.rooms), words: m.operator_live_badge() } : undefined,
  };
}
