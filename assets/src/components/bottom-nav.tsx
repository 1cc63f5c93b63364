import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { House, LibraryBig, LogIn, type LucideIcon, Upload, Users } from 'lucide-react';
import { meQuery } from '~/api/queries';
import { m } from '~/words';

interface Entry {
  to: LinkProps['to'];
  label: () => string;
  icon: LucideIcon;
}

const home: Entry = { to: '/', label: m.shell_home, icon: House };
const signedIn: Entry[] = [
  home,
  { to: '/following', label: m.shell_following, icon: Users },
  { to: '/upload', label: m.shell_upload, icon: Upload },
  { to: '/library', label: m.shell_library, icon: LibraryBig },
];
const signedOut: Entry[] = [home, { to: '/login', label: m.common_sign_in, icon: LogIn }];

/** Navigation within the thumb's reach on phones. */
export function BottomNav() {
  const { data: user } = useQuery(meQuery);
  return (
    <nav
      aria-label={m.shell_main_navigation()}
      className="fixed inset-x-0 bottom-0 z-40 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {(user ? signedIn : signedOut).map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-semibold text-ink-3"
          activeProps={{ className: 'text-accent!' }}
        >
          <Icon className="size-5" aria-hidden="true" />
          {label()}
        </Link>
      ))}
    </nav>
  );
}
