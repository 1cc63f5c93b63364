import { categories } from '~/api/types';
import { categoryWords } from '~/lib/categories';
import { locale, m } from '~/words';

export interface Choice {
  value: string;
  label: string;
}

const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label, locale);

/** What a video may be about, in the order of the page's language. */
export const categoryChoices: readonly Choice[] = categories
  .map((value) => ({ value, label: categoryWords[value]() }))
  .sort(byLabel);

/** What others may do with a video, from the least to the most. */
export const licences: readonly Choice[] = [
  { value: 'all_rights_reserved', label: m.studio_licence_all_rights_reserved() },
  { value: 'cc_by_nc_nd', label: 'Creative Commons BY-NC-ND 4.0' },
  { value: 'cc_by_nc_sa', label: 'Creative Commons BY-NC-SA 4.0' },
  { value: 'cc_by_nc', label: 'Creative Commons BY-NC 4.0' },
  { value: 'cc_by_nd', label: 'Creative Commons BY-ND 4.0' },
  { value: 'cc_by_sa', label: 'Creative Commons BY-SA 4.0' },
  { value: 'cc_by', label: 'Creative Commons BY 4.0' },
  { value: 'cc0', label: 'CC0 1.0' },
  { value: 'public_domain', label: m.studio_licence_public_domain() },
];

const SPOKEN = (
  'ar bg bn ca cs da de el en es et fa fi fr ga he hi hr hu id is it ja ka ko lt lv mk ms nb nl nn pl pt pt-BR ro ru ' +
  'sk sl sq sr sv sw ta te th tr uk ur vi zh zh-Hant'
).split(' ');

const names = new Intl.DisplayNames(locale, { type: 'language' });

export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Languages that many people speak, and those that are set already. */
export function languagesWith(...chosen: readonly string[]): Choice[] {
  const tags = new Set([...SPOKEN, ...chosen.filter(Boolean)]);
  return [...tags].map((value) => ({ value, label: languageName(value) })).sort(byLabel);
}
