import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { meQuery } from '~/api/queries';
import { testids } from '~/testids';
import { Logo } from './logo';

// The menus bring Radix along; the page is usable before they arrive.
const ThemeMenu = lazy(() => import('./header-menus').then((m) => ({ default: m.ThemeMenu })));
const AccountMenu = lazy(() => import('./header-menus').then((m) => ({ default: m.AccountMenu })));

const placeholder = <span className="size-11 flex-none" />;

export function Header() {
  const { data: user, isPending } = useQuery(meQuery);
  return (
    <header className="sticky top-0 z-40 border-b border-line bg-bg/90 backdrop-blur-md">
      <div className="mx-auto flex h-(--header) max-w-(--page) items-center gap-1 px-4 sm:gap-2 sm:px-6">
        <Link to="/" className="mr-auto rounded-control" aria-label="Playhouse, home">
          <Logo />
        </Link>
        {user && (
          <Link to="/upload" className="btn btn-primary max-sm:hidden" data-testid={testids.uploadLink}>
            <Upload aria-hidden="true" />
            Upload
          </Link>
        )}
        <Suspense fallback={placeholder}>
          <ThemeMenu />
        </Suspense>
        {isPending && <span className="skeleton mx-1 size-9 flex-none rounded-full!" />}
        {user && (
          <Suspense fallback={placeholder}>
            <AccountMenu user={user} />
          </Suspense>
        )}
        {user === null && (
          <Link to="/login" className="btn btn-primary" data-testid={testids.loginLink}>
            Sign in
          </Link>
        )}
      </div>
    </header>
  );
}
