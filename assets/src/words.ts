/** What the page says: a function for every message (`messages/`), and the locale it is in. */
import { getLocale } from './paraglide/runtime.js';

export { m } from './paraglide/messages.js';
export { type Locale, locales } from './paraglide/runtime.js';

/** Stays the same for as long as the page is open: another choice loads the page of the other locale. */
export const locale = getLocale();

const YEAR = 31_536_000;

/** From the next page on, which is this one again. */
export function chooseLocale(chosen: string): void {
  document.cookie = `locale=${chosen}; path=/; max-age=${YEAR}; samesite=lax`;
  location.reload();
}
