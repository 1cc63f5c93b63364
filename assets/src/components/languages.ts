import { locales } from '~/words';

/** Languages in their own words: whoever looks for theirs may read no other. */
export const languages: Record<string, string> = Object.fromEntries(
  locales.map((code) => [code, new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code]),
);
