import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { channelQuery, homeFilter, meQuery, videoQuery, videosQuery } from './api/queries';
import { type Role, type Sort, type Status, roles, statuses } from './api/types';
import { ErrorCard } from './components/error-card';
import { Shell } from './components/shell';
import { noteMove } from './lib/arrival';
import { NotFound } from './pages/not-found';

interface RouterContext {
  queries: QueryClient;
}

const sorts: readonly Sort[] = ['newest', 'popular', 'oldest'];

interface HomeSearch {
  sort?: Sort;
}

interface WatchSearch {
  t?: string | number;
  /** The comment that a link is about. */
  comment?: string;
}

interface LoginSearch {
  next?: string;
}

interface PeopleSearch {
  q?: string;
  role?: Role;
  status?: Status;
}

interface ActorsSearch {
  q?: string;
}

const jobShows = ['running', 'waiting', 'dead'] as const;

interface JobsSearch {
  show?: (typeof jobShows)[number];
}

const watchSearch = ({ t, comment }: Record<string, unknown>): WatchSearch => ({
  ...((typeof t === 'string' || typeof t === 'number') && { t }),
  ...(typeof comment === 'string' && /^[\w-]{1,64}$/.test(comment) && { comment }),
});

/** Only paths of this site are followed after signing in. */
const loginSearch = ({ next }: Record<string, unknown>): LoginSearch =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};

/** What the list of people is narrowed to; words that mean nothing are dropped. */
const peopleSearch = (search: Record<string, unknown>): PeopleSearch => {
  const known = <T extends string>(words: readonly T[], value: unknown) => words.find((word) => word === value);
  const role = known(roles, search.role);
  const status = known(statuses, search.status);
  return {
    ...(typeof search.q === 'string' && search.q && { q: search.q }),
    ...(role && { role }),
    ...(status && { status }),
  };
};

async function signedIn({ context, location }: { context: RouterContext; location: { href: string } }) {
  const user = await context.queries.ensureQueryData(meQuery);
  if (!user) throw redirect({ to: '/login', search: { next: location.href }, replace: true });
}

const root = createRootRouteWithContext<RouterContext>()({ component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: ({ sort }: Record<string, unknown>): HomeSearch => {
    const known = sorts.find((value) => value === sort);
    return known && known !== 'newest' ? { sort: known } : {};
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(videosQuery(homeFilter(deps.sort ?? 'newest')));
  },
  component: lazyRouteComponent(() => import('./pages/home'), 'HomePage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('./pages/login'), 'LoginPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('./pages/register'), 'RegisterPage'),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./pages/forgot'), 'ForgotPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./pages/reset'), 'ResetPage'),
});

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/verify'), 'VerifyPage'),
});

const upload = createRoute({
  getParentRoute: () => root,
  path: '/upload',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/upload'), 'UploadPage'),
});

const studio = createRoute({
  getParentRoute: () => root,
  path: '/studio',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/studio'), 'StudioPage'),
});

const watch = createRoute({
  getParentRoute: () => root,
  path: '/watch/$id',
  validateSearch: watchSearch,
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(videoQuery(params.id));
  },
  component: lazyRouteComponent(() => import('./pages/watch'), 'WatchPage'),
});

const channel = createRoute({
  getParentRoute: () => root,
  path: '/@{$username}',
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(channelQuery(params.username));
  },
  component: lazyRouteComponent(() => import('./pages/channel'), 'ChannelPage'),
});

const following = createRoute({
  getParentRoute: () => root,
  path: '/following',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/following'), 'FollowingPage'),
});

const notifications = createRoute({
  getParentRoute: () => root,
  path: '/notifications',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/notifications'), 'NotificationsPage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/settings'), 'SettingsPage'),
});

const settingsProfile = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings-profile'), 'ProfileSettings'),
});

const settingsAccount = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/settings-account'), 'AccountSettings'),
});

const settingsSecurity = createRoute({
  getParentRoute: () => settings,
  path: '/security',
  component: lazyRouteComponent(() => import('./pages/settings-security'), 'SecuritySettings'),
});

const settingsNotifications = createRoute({
  getParentRoute: () => settings,
  path: '/notifications',
  component: lazyRouteComponent(() => import('./pages/settings-notifications'), 'NotificationSettings'),
});

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/operator'), 'OperatorPage'),
});

const operatorOverview = createRoute({
  getParentRoute: () => operator,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/operator-overview'), 'OverviewPage'),
});

const operatorActors = createRoute({
  getParentRoute: () => operator,
  path: '/actors',
  validateSearch: ({ q }: Record<string, unknown>): ActorsSearch => (typeof q === 'string' && q ? { q } : {}),
  component: lazyRouteComponent(() => import('./pages/operator-actors'), 'ActorsPage'),
});

const operatorJobs = createRoute({
  getParentRoute: () => operator,
  path: '/jobs',
  validateSearch: ({ show }: Record<string, unknown>): JobsSearch => {
    const known = jobShows.find((value) => value === show);
    return known ? { show: known } : {};
  },
  component: lazyRouteComponent(() => import('./pages/operator-jobs'), 'JobsPage'),
});

const operatorRooms = createRoute({
  getParentRoute: () => operator,
  path: '/rooms',
  component: lazyRouteComponent(() => import('./pages/operator-rooms'), 'RoomsPage'),
});

const operatorReports = createRoute({
  getParentRoute: () => operator,
  path: '/reports',
  component: lazyRouteComponent(() => import('./pages/operator-reports'), 'ReportsPage'),
});

const operatorCommentRules = createRoute({
  getParentRoute: () => operator,
  path: '/comment-rules',
  component: lazyRouteComponent(() => import('./pages/operator-comment-rules'), 'CommentRulesPage'),
});

const operatorPeople = createRoute({
  getParentRoute: () => operator,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import('./pages/operator-people'), 'PeoplePage'),
});

const operatorSignUps = createRoute({
  getParentRoute: () => operator,
  path: '/sign-ups',
  component: lazyRouteComponent(() => import('./pages/operator-sign-ups'), 'SignUpsPage'),
});

const operatorStorage = createRoute({
  getParentRoute: () => operator,
  path: '/storage',
  component: lazyRouteComponent(() => import('./pages/operator-storage'), 'StoragePage'),
});

const operatorTiers = createRoute({
  getParentRoute: () => operator,
  path: '/tiers',
  component: lazyRouteComponent(() => import('./pages/operator-tiers'), 'TiersPage'),
});

const operatorAudit = createRoute({
  getParentRoute: () => operator,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/operator-audit'), 'AuditPage'),
});

export const routeTree = root.addChildren([
  home,
  login,
  register,
  forgot,
  reset,
  verify,
  upload,
  studio,
  watch,
  channel,
  following,
  notifications,
  settings.addChildren([settingsProfile, settingsAccount, settingsSecurity, settingsNotifications]),
  operator.addChildren([
    operatorOverview,
    operatorActors,
    operatorJobs,
    operatorRooms,
    operatorReports,
    operatorCommentRules,
    operatorPeople,
    operatorSignUps,
    operatorStorage,
    operatorTiers,
    operatorAudit,
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: () => <NotFound />,
    defaultErrorComponent: ({ error, reset }) => <ErrorCard error={error} retry={reset} />,
  });
  router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) noteMove();
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
