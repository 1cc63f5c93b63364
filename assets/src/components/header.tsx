import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bell as BellIcon, Upload } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { User } from '~/api/types';
import { meQuery } from '~/api/queries';
import { useTheme } from '~/lib/theme';
import { testids } from '~/testids';
import { Avatar } from './avatar';
import { Logo } from './logo';
import { themeLooks } from './theme-looks';

// The menus bring Radix along. They are fetched when a hand comes near, not with the page.
const loadMenus = () => import('./header-menus');
const ThemeMenu = lazy(() => loadMenus().then((m) => ({ default: m.ThemeMenu })));
const AccountMenu = lazy(() => loadMenus().then((m) => ({ default: m.AccountMenu })));
const preload = { onPointerEnter: () => void loadMenus(), onFocus: () => void loadMenus() };

// Brings the socket along, which strangers do without.
const Bell = lazy(() => import('~/notifications/bell'));

function BellPlace() {
  return (
    <span className="icon-btn" aria-hidden="true">
      <BellIcon />
    </span>
  );
}

function ThemeButton() {
  const [wanted, setWanted] = useState(false);
  const Icon = themeLooks[useTheme()].icon;
  const button = (
    <button
      type="button"
      className="icon-btn"
      aria-label="Theme"
      aria-haspopup="menu"
      data-testid={testids.themeMenu}
      onClick={() => setWanted(true)}
      {...preload}
    >
      <Icon aria-hidden="true" />
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <ThemeMenu />
    </Suspense>
  );
}

function AccountButton({ user }: { user: User }) {
  const [wanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className="icon-btn"
      aria-label={`Account of ${user.username}`}
      aria-haspopup="menu"
      data-testid={testids.accountMenu}
      onClick={() => setWanted(true)}
      {...preload}
    >
      <Avatar name={user.username} className="size-9 text-[0.95rem]" />
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu user={user} />
    </Suspense>
  );
}

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
        {user && (
          <Suspense fallback={<BellPlace />}>
            <Bell />
          </Suspense>
        )}
        <ThemeButton />
        {isPending && <span className="skeleton mx-1 size-9 flex-none rounded-full!" />}
        {user && <AccountButton user={user} />}
        {user === null && (
          <Link to="/login" className="btn btn-primary max-[359px]:hidden" data-testid={testids.loginLink}>
            Sign in
          </Link>
        )}
      </div>
    </header>
  );
}
