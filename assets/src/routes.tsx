import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { channelQuery, homeFilter, meQuery, videoQuery, videosQuery } from './api/queries';
import { type Role, type Status, roles, statuses } from './api/types';
import { channelSearch } from './channel/search';
import { ErrorCard } from './components/error-card';
import { PagePending } from './components/page-pending';
import { Shell } from './components/shell';
import { homeSearch } from './home/search';
import { noteMove } from './lib/arrival';
import { actorsSearch, jobsSearch, overviewSearch } from './operator/search';
import { NotFound } from './pages/not-found';
import { keptFilters } from './studio/kept-filters';
import { type StudioSearch, readSearch as readStudioSearch } from './studio/search';

interface RouterContext {
  queries: QueryClient;
}

interface WatchSearch {
  t?: string | number;
  /** The comment that a link is about. */
  comment?: string;
  /** The playlist that is played through. */
  list?: string;
  /** What carries the stream, where it is not what is best. */
  engine?: 'dash';
}

interface LoginSearch {
  next?: string;
}

interface PeopleSearch {
  q?: string;
  role?: Role;
  status?: Status;
}

/** A list that is narrowed to a text. */
interface TextSearch {
  q?: string;
}

const ID = /^[\w-]{1,64}$/;

const watchSearch = ({ t, comment, list, engine }: Record<string, unknown>): WatchSearch => ({
  ...((typeof t === 'string' || typeof t === 'number') && { t }),
  ...(typeof comment === 'string' && ID.test(comment) && { comment }),
  ...(typeof list === 'string' && ID.test(list) && { list }),
  ...(engine === 'dash' && { engine }),
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

/** Digits come out of the address as a number. */
const textSearch = ({ q }: Record<string, unknown>): TextSearch =>
  (typeof q === 'string' || typeof q === 'number') && q !== '' ? { q: String(q) } : {};

async function signedIn({ context, location }: { context: RouterContext; location: { href: string } }) {
  const user = await context.queries.ensureQueryData(meQuery);
  if (!user) throw redirect({ to: '/login', search: { next: location.href }, replace: true });
}

/** An address that does not say how the list is narrowed means as it was last. */
function restoreFilters(search: StudioSearch) {
  const kept = keptFilters();
  const isPlain = Object.keys(search).length === 0;
  if (isPlain && Object.keys(kept).length > 0) throw redirect({ to: '/studio', search: kept, replace: true });
}

const root = createRootRouteWithContext<RouterContext>()({ component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: homeSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps: { sort = 'newest', ...narrowed } }) => {
    void context.queries.prefetchInfiniteQuery(videosQuery(homeFilter(sort, narrowed)));
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

const record = createRoute({
  getParentRoute: () => root,
  path: '/record',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/record'), 'RecordPage'),
});

const studio = createRoute({
  getParentRoute: () => root,
  path: '/studio',
  validateSearch: readStudioSearch,
  beforeLoad: async (at) => {
    await signedIn(at);
    restoreFilters(at.search);
  },
  component: lazyRouteComponent(() => import('./pages/studio'), 'StudioPage'),
});

const studioVideo = createRoute({
  getParentRoute: () => root,
  path: '/studio/$id',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/studio-video'), 'StudioVideoPage'),
});

const studioDetails = createRoute({
  getParentRoute: () => studioVideo,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/studio-video-details'), 'StudioDetails'),
});

const studioPoster = createRoute({
  getParentRoute: () => studioVideo,
  path: '/poster',
  component: lazyRouteComponent(() => import('./pages/studio-video-poster'), 'StudioPoster'),
});

const studioCaptions = createRoute({
  getParentRoute: () => studioVideo,
  path: '/captions',
  component: lazyRouteComponent(() => import('./pages/studio-video-captions'), 'StudioCaptions'),
});

const studioChapters = createRoute({
  getParentRoute: () => studioVideo,
  path: '/chapters',
  component: lazyRouteComponent(() => import('./pages/studio-video-chapters'), 'StudioChapters'),
});

const studioComments = createRoute({
  getParentRoute: () => studioVideo,
  path: '/comments',
  component: lazyRouteComponent(() => import('./pages/studio-video-comments'), 'StudioComments'),
});

const studioEmbed = createRoute({
  getParentRoute: () => studioVideo,
  path: '/embed',
  component: lazyRouteComponent(() => import('./pages/studio-video-embed'), 'StudioEmbed'),
});

const studioDelete = createRoute({
  getParentRoute: () => studioVideo,
  path: '/delete',
  component: lazyRouteComponent(() => import('./pages/studio-video-delete'), 'StudioDelete'),
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
  validateSearch: channelSearch,
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

const followingPeople = createRoute({
  getParentRoute: () => root,
  path: '/following/people',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/following-people'), 'FollowingPeoplePage'),
});

const library = createRoute({
  getParentRoute: () => root,
  id: 'library',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./library/layout'), 'LibraryLayout'),
});

const libraryOverview = createRoute({
  getParentRoute: () => library,
  path: '/library',
  component: lazyRouteComponent(() => import('./pages/library'), 'LibraryPage'),
});

const history = createRoute({
  getParentRoute: () => library,
  path: '/history',
  validateSearch: textSearch,
  component: lazyRouteComponent(() => import('./pages/history'), 'HistoryPage'),
});

const watchLater = createRoute({
  getParentRoute: () => library,
  path: '/watch-later',
  component: lazyRouteComponent(() => import('./pages/watch-later'), 'WatchLaterPage'),
});

const playlists = createRoute({
  getParentRoute: () => library,
  path: '/playlists',
  component: lazyRouteComponent(() => import('./pages/playlists'), 'PlaylistsPage'),
});

const likes = createRoute({
  getParentRoute: () => library,
  path: '/likes',
  component: lazyRouteComponent(() => import('./pages/likes'), 'LikesPage'),
});

const playlist = createRoute({
  getParentRoute: () => root,
  path: '/playlist/$id',
  loader: ({ context: { queries }, params: { id } }) => {
    void import('./api/playlists').then(({ playlistItemsQuery, playlistQuery }) => {
      void queries.prefetchQuery(playlistQuery(id));
      void queries.prefetchInfiniteQuery(playlistItemsQuery(id));
    });
  },
  component: lazyRouteComponent(() => import('./pages/playlist'), 'PlaylistPage'),
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
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./pages/operator-overview'), 'OverviewPage'),
});

const operatorActors = createRoute({
  getParentRoute: () => operator,
  path: '/actors',
  validateSearch: actorsSearch,
  component: lazyRouteComponent(() => import('./pages/operator-actors'), 'ActorsPage'),
});

const operatorJobs = createRoute({
  getParentRoute: () => operator,
  path: '/jobs',
  validateSearch: jobsSearch,
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
  record,
  studio,
  studioVideo.addChildren([
    studioDetails,
    studioPoster,
    studioCaptions,
    studioChapters,
    studioComments,
    studioEmbed,
    studioDelete,
  ]),
  watch,
  channel,
  following,
  followingPeople,
  library.addChildren([libraryOverview, history, watchLater, playlists, likes]),
  playlist,
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
    defaultPendingComponent: PagePending,
    defaultPendingMs: 100,
    defaultPendingMinMs: 0,
    defaultNotFoundComponent: () => <NotFound />,
    defaultErrorComponent: ({ error, reset }) => <ErrorCard error={error} retry={reset} heading="h1" />,
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
