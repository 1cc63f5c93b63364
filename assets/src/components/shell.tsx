import { Outlet } from '@tanstack/react-router';
import { testids } from '~/testids';
import { BottomNav } from './bottom-nav';
import { Header } from './header';
import { OfflineBanner } from './offline-banner';

/** What stays on every page. */
export function Shell() {
  return (
    <div className="flex min-h-dvh flex-col pb-[calc(3.5rem+env(safe-area-inset-bottom))] sm:pb-0">
      <a
        href="#content"
        data-testid={testids.skipLink}
        className="btn btn-primary fixed top-2 left-2 z-50 -translate-y-20 focus:translate-y-0"
      >
        Skip to content
      </a>
      <Header />
      <OfflineBanner />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-(--page) flex-1 outline-none">
        <Outlet />
      </main>
      <BottomNav />
    </div>
  );
}
