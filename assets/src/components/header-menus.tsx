import { Link } from '@tanstack/react-router';
import {
  Check,
  Clapperboard,
  LogOut,
  MailCheck,
  Settings,
  ShieldUser,
  Upload,
  User as UserIcon,
  Users,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { User } from '~/api/types';
import { setTheme, themes, useTheme } from '~/lib/theme';
import { useLogout } from '~/lib/use-logout';
import { testids } from '~/testids';
import { Avatar } from './avatar';
import { themeLooks } from './theme-looks';

/** Both are mounted by the press that asked for them, hence open from the start. */
export function ThemeMenu() {
  const theme = useTheme();
  const Icon = themeLooks[theme].icon;
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className="icon-btn" aria-label="Theme" data-testid={testids.themeMenu}>
        <Icon aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={theme}>
            {themes.map((value) => {
              const { icon: ItemIcon, label } = themeLooks[value];
              return (
                <DropdownMenu.RadioItem
                  key={value}
                  value={value}
                  className="menu-item"
                  data-testid={testids.themeOption}
                  data-value={value}
                  onSelect={() => setTheme(value)}
                >
                  <ItemIcon aria-hidden="true" />
                  <span className="flex-1">{label}</span>
                  <DropdownMenu.ItemIndicator>
                    <Check aria-hidden="true" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function AccountMenu({ user }: { user: User }) {
  const logout = useLogout();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={`Account of ${user.username}`}
        data-testid={testids.accountMenu}
      >
        <Avatar name={user.username} className="size-9 text-[0.95rem]" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu w-60" align="end" sideOffset={6}>
          <div className="border-b border-line px-3 pt-1.5 pb-3">
            <p className="truncate font-semibold">{user.username}</p>
            <p className="truncate text-sm text-ink-3">{user.email}</p>
          </div>
          <div className="pt-1.5">
            <DropdownMenu.Item asChild>
              <Link to="/@{$username}" params={{ username: user.username }} className="menu-item">
                <UserIcon aria-hidden="true" />
                Your channel
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/following" className="menu-item" data-testid={testids.followingLink}>
                <Users aria-hidden="true" />
                Following
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/studio" className="menu-item">
                <Clapperboard aria-hidden="true" />
                Studio
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/upload" className="menu-item">
                <Upload aria-hidden="true" />
                Upload
              </Link>
            </DropdownMenu.Item>
            {!user.email_verified && (
              <DropdownMenu.Item asChild>
                <Link to="/verify" className="menu-item" data-testid={testids.verifyLink}>
                  <MailCheck aria-hidden="true" />
                  Confirm your e-mail
                </Link>
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item asChild>
              <Link to="/settings" className="menu-item" data-testid={testids.settingsLink}>
                <Settings aria-hidden="true" />
                Settings
              </Link>
            </DropdownMenu.Item>
            {user.role !== 'member' && (
              <DropdownMenu.Item asChild>
                <Link
                  to={user.role === 'admin' ? '/operator' : '/operator/reports'}
                  className="menu-item"
                  data-testid={testids.operatorLink}
                >
                  <ShieldUser aria-hidden="true" />
                  {user.role === 'admin' ? 'Operator' : 'Moderation'}
                </Link>
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item className="menu-item" data-testid={testids.logout} onSelect={() => void logout()}>
              <LogOut aria-hidden="true" />
              Sign out
            </DropdownMenu.Item>
          </div>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
