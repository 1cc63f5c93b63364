import { useSyncExternalStore } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const YEAR = 31_536_000;
const listeners = new Set<() => void>();

function isTheme(value: string | undefined): value is Theme {
  return themes.some((theme) => theme === value);
}

function current(): Theme {
  const value = document.documentElement.dataset.theme;
  return isTheme(value) ? value : 'system';
}

/** The server reads the cookie and writes `data-theme` into the first byte, so a page never flashes. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
  for (const listener of listeners) listener();
}

/** When no server filled the page in, as in development, the cookie decides. */
export function adoptThemeFromCookie(): void {
  const saved = /(?:^|; )theme=([a-z]+)/.exec(document.cookie)?.[1];
  if (isTheme(saved)) document.documentElement.dataset.theme = saved;
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
