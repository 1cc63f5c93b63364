import type { useNavigate } from '@tanstack/react-router';
import {
  Bell,
  CircleUser,
  Clapperboard,
  Clock,
  History,
  House,
  Keyboard,
  Languages,
  LibraryBig,
  ListVideo,
  LogIn,
  LogOut,
  type LucideIcon,
  Play,
  Settings,
  ShieldCheck,
  ShieldUser,
  ThumbsUp,
  Upload,
  User as UserIcon,
  Users,
  Video as Camera,
} from 'lucide-react';
import type { User, Video } from '~/api/types';
import { themeLooks } from '~/components/theme-looks';
import { setTheme, themes } from '~/lib/theme';
import { chooseLocale, locale, locales, m } from '~/words';
import type { Findable } from './match';

export type PaletteGroup = 'pages' | 'videos' | 'actions';

export interface PaletteItem extends Findable {
  id: string;
  group: PaletteGroup;
  icon: LucideIcon;
  run: () => void;
}

type Navigate = ReturnType<typeof useNavigate>;

export function pages(user: User | null | undefined, navigate: Navigate): PaletteItem[] {
  const page = (id: string, label: string, icon: LucideIcon, go: () => Promise<void>, words?: string): PaletteItem => ({
    id,
    group: 'pages',
    label,
    icon,
    run: () => void go(),
    ...(words && { words }),
  });
  const home = page('home', m.shell_home(), House, () => navigate({ to: '/' }), m.shell_words_home());
  if (!user) return [home, page('login', m.common_sign_in(), LogIn, () => navigate({ to: '/login' }))];
  return [
    home,
    page('following', m.shell_following(), Users, () => navigate({ to: '/following' }), m.shell_words_following()),
    page('library', m.shell_library(), LibraryBig, () => navigate({ to: '/library' })),
    page('history', m.library_history(), History, () => navigate({ to: '/history' })),
    page('later', m.library_later(), Clock, () => navigate({ to: '/watch-later' })),
    page('playlists', m.library_playlists(), ListVideo, () => navigate({ to: '/playlists' })),
    page('likes', m.library_likes(), ThumbsUp, () => navigate({ to: '/likes' })),
    page('upload', m.shell_upload(), Upload, () => navigate({ to: '/upload' })),
    page('record', m.record_heading(), Camera, () => navigate({ to: '/record' }), m.shell_words_record()),
    page('studio', m.shell_studio(), Clapperboard, () => navigate({ to: '/studio' }), m.shell_words_studio()),
    page('channel', m.shell_your_channel(), UserIcon, () =>
      navigate({ to: '/@{$username}', params: { username: user.username } }),
    ),
    page('notifications', m.common_notifications(), Bell, () => navigate({ to: '/notifications' })),
    page('settings', m.common_settings(), Settings, () => navigate({ to: '/settings' }), m.shell_words_settings()),
    page(
      'settings-account',
      m.shell_settings_of({ section: m.settings_account() }),
      CircleUser,
      () => navigate({ to: '/settings/account' }),
      m.shell_words_account(),
    ),
    page(
      'settings-security',
      m.shell_settings_of({ section: m.settings_security() }),
      ShieldCheck,
      () => navigate({ to: '/settings/security' }),
      m.shell_words_security(),
    ),
    page('settings-notifications', m.shell_settings_of({ section: m.common_notifications() }), Bell, () =>
      navigate({ to: '/settings/notifications' }),
    ),
    ...(user.role === 'admin'
      ? [page('operator', m.shell_operator(), ShieldUser, () => navigate({ to: '/operator' }))]
      : []),
    ...(user.role === 'moderator'
      ? [page('moderation', m.shell_moderation(), ShieldUser, () => navigate({ to: '/operator/reports' }))]
      : []),
  ];
}

export const ownVideos = (videos: readonly Video[], navigate: Navigate): PaletteItem[] =>
  videos.map(({ id, title }) => ({
    id: `video-${id}`,
    group: 'videos',
    label: title,
    icon: Play,
    run: () => void navigate({ to: '/watch/$id', params: { id } }),
  }));

export function actions(user: User | null | undefined, showShortcuts: () => void, logout: () => void): PaletteItem[] {
  const action = (id: string, label: string, icon: LucideIcon, run: () => void, words?: string): PaletteItem => ({
    id,
    group: 'actions',
    label,
    icon,
    run,
    ...(words && { words }),
  });
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return [
    ...themes.map((theme) =>
      action(
        `theme-${theme}`,
        m.shell_theme_to({ theme: themeLooks[theme].label() }),
        themeLooks[theme].icon,
        () => setTheme(theme),
        m.shell_words_theme(),
      ),
    ),
    ...locales
      .filter((other) => other !== locale)
      .map((other) =>
        action(
          `locale-${other}`,
          m.shell_language_to({ language: names.of(other) ?? other }),
          Languages,
          () => chooseLocale(other),
          other,
        ),
      ),
    action('shortcuts', m.shell_shortcuts(), Keyboard, showShortcuts, m.shell_words_shortcuts()),
    ...(user ? [action('logout', m.shell_sign_out(), LogOut, logout)] : []),
  ];
}
