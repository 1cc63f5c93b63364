import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Bell as BellIcon, Search, Upload } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { User } from '~/api/types';
import { meQuery } from '~/api/queries';
import { useTheme } from '~/lib/theme';
import { testids } from '~/testids';
import { m } from '~/words';
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
      aria-label={m.shell_look_and_language()}
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
      aria-label={m.shell_account_of({ name: user.username })}
      aria-haspopup="menu"
      data-testid={testids.accountMenu}
      onClick={() => setWanted(true)}
      {...preload}
    >
      <Avatar name={user.username} src={user.profile?.avatar?.small} className="size-9 text-[0.95rem]" />
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu user={user} />
    </Suspense>
  );
}

const places: { to: LinkProps['to']; label: () => string }[] = [
  { to: '/', label: m.shell_home },
  { to: '/following', label: m.shell_following },
  { to: '/library', label: m.shell_library },
];

/** Where people with an account go most, from a desk; phones have it at the bottom. */
function Places() {
  return (
    <nav aria-label={m.shell_main_navigation()} className="flex max-md:hidden">
      {places.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="inline-flex min-h-11 items-center rounded-control px-2 font-semibold text-ink-2 lg:px-3 hover:text-ink aria-[current]:text-accent"
          data-testid={testids.navLink}
        >
          {label()}
        </Link>
      ))}
    </nav>
  );
}

/** A way into the palette for who does not know its keys yet. */
function PaletteButton({ onPress }: { onPress: () => void }) {
  return (
    <button
      type="button"
      className="icon-btn max-sm:hidden lg:flex! lg:w-52! lg:items-center lg:gap-2.5 lg:rounded-control! lg:border lg:border-line lg:bg-surface lg:px-3 lg:text-sm"
      aria-keyshortcuts="Control+K Meta+K /"
      data-testid={testids.paletteOpen}
      onClick={onPress}
    >
      <Search className="size-4.5! flex-none" aria-hidden="true" />
      <span className="sr-only lg:hidden">{m.shell_palette()}</span>
      <span className="flex-1 text-left text-ink-3 max-lg:hidden">{m.shell_palette_short()}</span>
      <kbd
        aria-hidden="true"
        className="rounded-md border border-line px-1.5 font-sans text-xs text-ink-3 max-lg:hidden"
      >
        /
      </kbd>
    </button>
  );
}

export function Header({ onPalette }: { onPalette: () => void }) {
  const { data: user, isPending } = useQuery(meQuery);
  return (
    <header className="sticky top-0 z-40 border-b border-line bg-bg/90 backdrop-blur-md [view-transition-name:header]">
      <div className="mx-auto flex h-(--header) max-w-(--page) items-center gap-1 px-4 sm:gap-2 sm:px-6">
        <Link to="/" className="rounded-control md:mr-3" aria-label={m.shell_home_of_the_site()}>
          <Logo />
        </Link>
        {user && <Places />}
        <span className="flex-1" />
        <PaletteButton onPress={onPalette} />
        {user && (
          <Link to="/upload" className="btn btn-primary max-sm:hidden" data-testid={testids.uploadLink}>
            <Upload aria-hidden="true" />
            <span className="max-lg:sr-only">{m.shell_upload()}</span>
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
            {m.common_sign_in()}
          </Link>
        )}
      </div>
    </header>
  );
}
