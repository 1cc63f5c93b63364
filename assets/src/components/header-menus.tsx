import { Link } from '@tanstack/react-router';
import {
  Check,
  Clapperboard,
  LibraryBig,
  LogOut,
  MailCheck,
  Settings,
  ShieldUser,
  Upload,
  User as UserIcon,
  Users,
  Video,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { User } from '~/api/types';
import { setTheme, themes, useTheme } from '~/lib/theme';
import { useLogout } from '~/lib/use-logout';
import { testids } from '~/testids';
import { chooseLocale, locale, locales, m } from '~/words';
import { Avatar } from './avatar';
import { languages } from './languages';
import { themeLooks } from './theme-looks';

/** Both are mounted by the press that asked for them, hence open from the start. */
export function ThemeMenu() {
  const theme = useTheme();
  const Icon = themeLooks[theme].icon;
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={m.shell_look_and_language()}
        data-testid={testids.themeMenu}
      >
        <Icon aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={theme}>
            {themes.map((value) => {
              const { icon: ItemIcon, label } = themeLooks[value];
              return (
                <Choice key={value} value={value} testid={testids.themeOption} choose={() => setTheme(value)}>
                  <ItemIcon aria-hidden="true" />
                  <span className="flex-1">{label()}</span>
                </Choice>
              );
            })}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1.5 border-t border-line" />
          <DropdownMenu.RadioGroup value={locale} aria-label={m.shell_language()}>
            {locales.map((code) => (
              <Choice key={code} value={code} testid={testids.languageOption} choose={() => chooseLocale(code)}>
                <span className="flex-1" lang={code}>
                  {languages[code]}
                </span>
              </Choice>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ChoiceProps {
  value: string;
  testid: string;
  choose: () => void;
  children: ReactNode;
}

function Choice({ value, testid, choose, children }: ChoiceProps) {
  return (
    <DropdownMenu.RadioItem
      value={value}
      className="menu-item"
      data-testid={testid}
      data-value={value}
      onSelect={choose}
    >
      {children}
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

export function AccountMenu({ user }: { user: User }) {
  const logout = useLogout();
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={m.shell_account_of({ name: user.username })}
        data-testid={testids.accountMenu}
      >
        <Avatar name={user.username} src={user.profile?.avatar?.small} className="size-9 text-[0.95rem]" />
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
                {m.shell_your_channel()}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/following" className="menu-item" data-testid={testids.followingLink}>
                <Users aria-hidden="true" />
                {m.shell_following()}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/library" className="menu-item" data-testid={testids.libraryLink}>
                <LibraryBig aria-hidden="true" />
                {m.shell_library()}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/studio" className="menu-item">
                <Clapperboard aria-hidden="true" />
                {m.shell_studio()}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/upload" className="menu-item">
                <Upload aria-hidden="true" />
                {m.shell_upload()}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild>
              <Link to="/record" className="menu-item">
                <Video aria-hidden="true" />
                {m.record_heading()}
              </Link>
            </DropdownMenu.Item>
            {!user.email_verified && (
              <DropdownMenu.Item asChild>
                <Link to="/verify" className="menu-item" data-testid={testids.verifyLink}>
                  <MailCheck aria-hidden="true" />
                  {m.shell_confirm_email()}
                </Link>
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item asChild>
              <Link to="/settings" className="menu-item" data-testid={testids.settingsLink}>
                <Settings aria-hidden="true" />
                {m.common_settings()}
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
                  {user.role === 'admin' ? m.shell_operator() : m.shell_moderation()}
                </Link>
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item className="menu-item" data-testid={testids.logout} onSelect={() => void logout()}>
              <LogOut aria-hidden="true" />
              {m.shell_sign_out()}
            </DropdownMenu.Item>
          </div>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
