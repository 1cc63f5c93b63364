import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '~/lib/theme';

export const themeLooks: Record<Theme, { icon: LucideIcon; label: string }> = {
  system: { icon: Monitor, label: 'As the system' },
  light: { icon: Sun, label: 'Light' },
  dark: { icon: Moon, label: 'Dark' },
};
