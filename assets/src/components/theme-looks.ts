import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '~/lib/theme';
import { m } from '~/words';

export const themeLooks: Record<Theme, { icon: LucideIcon; label: () => string }> = {
  system: { icon: Monitor, label: m.shell_theme_system },
  light: { icon: Sun, label: m.shell_theme_light },
  dark: { icon: Moon, label: m.shell_theme_dark },
};
