import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Video, categories } from '~/api/types';
import { categoryWords } from '~/lib/categories';
import { testids } from '~/testids';
import { locale, m } from '~/words';

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-x-3" aria-label={m.watch_tags()} data-testid={testids.videoTags}>
      {tags.map((tag) => (
        <li key={tag}>
          <Link
            to="/"
            search={{ tag }}
            className="inline-flex min-h-11 items-center text-sm font-semibold text-accent hover:underline sm:min-h-8"
          >
            #{tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const CREATIVE_COMMONS = /^cc_(by(?:_nc)?(?:_sa|_nd)?)$/;

/** What one may do with it, and where that is written. */
export function licenceOf(licence: string): { name: string; href?: string } {
  const terms = CREATIVE_COMMONS.exec(licence)?.[1]?.replaceAll('_', '-');
  if (terms) {
    return { name: `CC ${terms.toUpperCase()} 4.0`, href: `https://creativecommons.org/licenses/${terms}/4.0/` };
  }
  if (licence === 'cc0') return { name: 'CC0 1.0', href: 'https://creativecommons.org/publicdomain/zero/1.0/' };
  if (licence === 'public_domain') return { name: m.watch_licence_public_domain() };
  return { name: licence === 'all_rights_reserved' ? m.watch_licence_all_rights_reserved() : licence };
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function Row({ name, testid, children }: { name: string; testid: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd data-testid={testid}>{children}</dd>
    </>
  );
}

/** Category, language and licence, as far as the owner told. */
export function Labels({ video: { category, language, licence } }: { video: Video }) {
  const known = categories.find((one) => one === category);
  const terms = licence ? licenceOf(licence) : undefined;
  if (!known && !language && !terms) return null;
  return (
    <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-sm">
      {known && (
        <Row name={m.watch_category()} testid={testids.videoCategory}>
          <Link to="/" search={{ category: known }} className="link">
            {categoryWords[known]()}
          </Link>
        </Row>
      )}
      {language && (
        <Row name={m.watch_language()} testid={testids.videoLanguage}>
          {languageName(language)}
        </Row>
      )}
      {terms && (
        <Row name={m.watch_licence()} testid={testids.videoLicence}>
          {terms.href ? (
            <a href={terms.href} target="_blank" rel="noopener license" className="link">
              {terms.name}
            </a>
          ) : (
            terms.name
          )}
        </Row>
      )}
    </dl>
  );
}
