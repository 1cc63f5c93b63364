import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { Suspense, lazy, useCallback, useState } from 'react';
import { type Overlay, useKeys } from '~/palette/use-keys';
import { meQuery } from '~/api/queries';
import { testids } from '~/testids';
import { m } from '~/words';
import { BottomNav } from './bottom-nav';
import { Header } from './header';
import { OfflineBanner } from './offline-banner';
import { RouteAnnouncer } from './route-announcer';

const WindowDrop = lazy(() => import('~/upload/window-drop'));
const Palette = lazy(() => import('~/palette/palette'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog'));

/** What stays on every page. */
export function Shell() {
  const { data: user } = useQuery(meQuery);
  const [overlay, setOverlay] = useState<Overlay>();
  useKeys(setOverlay);
  const close = useCallback(() => setOverlay(undefined), []);
  const showShortcuts = useCallback(() => setOverlay('shortcuts'), []);
  return (
    <div className="flex min-h-dvh flex-col pb-[calc(3.5rem+env(safe-area-inset-bottom))] sm:pb-0">
      <a
        href="#content"
        data-testid={testids.skipLink}
        className="btn btn-primary fixed top-2 left-2 z-50 -translate-y-20 focus:translate-y-0"
      >
        {m.shell_skip()}
      </a>
      <Header onPalette={() => setOverlay('palette')} />
      <OfflineBanner />
      <RouteAnnouncer />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-(--page) flex-1 outline-none">
        <Outlet />
      </main>
      <BottomNav />
      <Suspense>
        {overlay === 'palette' && <Palette onShortcuts={showShortcuts} onClose={close} />}
        {overlay === 'shortcuts' && <ShortcutsDialog onClose={close} />}
        {user && <WindowDrop />}
      </Suspense>
    </div>
  );
}
