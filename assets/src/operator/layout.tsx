import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { clsx } from '~/lib/clsx';
import { m } from '~/words';
import type { Badge, Badges } from './badges';
import { type OperatorSection, sectionsFor } from './sections';

interface LayoutProps {
  role: string;
  /** The page's place among the others. */
  path: string;
  badges: Badges;
  /** At the right of the heading. */
  status?: ReactNode;
  children: ReactNode;
}

function BadgeMark({ text, words, isBad }: Badge) {
  return (
    <span
      className={clsx(
        'text-xs font-semibold tabular-nums lg:ml-auto',
        isBad ? 'text-bad' : 'text-ink-3 in-aria-[current]:text-current',
      )}
    >
      {text ?? <span className="block size-2 rounded-full bg-glow" />}
      <span className="sr-only"> {words}</span>
    </span>
  );
}

function SectionLink({ section, badge }: { section: OperatorSection; badge: Badge | undefined }) {
  const { to, label, icon: Icon, testid } = section;
  return (
    <Link
      to={to}
      className="chip w-full max-lg:min-w-max lg:min-h-11 lg:justify-start lg:border-transparent lg:px-3 [&>svg]:size-4.5 [&>svg]:flex-none"
      activeOptions={{ exact: true, includeSearch: false }}
      data-testid={testid}
    >
      <Icon aria-hidden="true" />
      {label()}
      {badge && <BadgeMark {...badge} />}
    </Link>
  );
}

/** The list of pages beside the page; on a phone a strip above it, with the page one is on in sight. */
function Sections({ role, path, badges }: Pick<LayoutProps, 'role' | 'path' | 'badges'>) {
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current]');
    if (strip.current && current) strip.current.scrollLeft = current.offsetLeft - 16;
  }, [path]);
  return (
    <nav
      ref={strip}
      aria-label={m.operator_title()}
      className="relative -mx-4 flex gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none] max-lg:mb-5 sm:-mx-6 sm:px-6 lg:sticky lg:top-[calc(var(--header)+1.25rem)] lg:mx-0 lg:max-h-[calc(100dvh-var(--header)-2rem)] lg:flex-col lg:gap-5 lg:self-start lg:overflow-y-auto lg:px-0"
    >
      {sectionsFor(role).map(({ title, sections }) => (
        <div key={title()} className="contents lg:block">
          <p className="mb-1 px-3 text-xs font-semibold tracking-wide text-ink-3 uppercase max-lg:hidden">{title()}</p>
          <ul className="contents lg:grid lg:gap-0.5">
            {sections.map((section) => (
              <li key={String(section.to)} className="flex-none">
                <SectionLink section={section} badge={badges[String(section.to)]} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

export function OperatorLayout({ role, path, badges, status, children }: LayoutProps) {
  return (
    <div className="mx-auto w-full max-w-[1760px] px-4 pt-5 pb-16 sm:px-6 sm:pt-7">
      <div className="mb-4 flex min-h-11 items-center justify-between gap-4">
        <h1 className="text-2xl font-bold tracking-tight sm:text-3xl">{m.operator_title()}</h1>
        {status}
      </div>
      <div className="grid grid-cols-1 lg:grid-cols-[12.75rem_minmax(0,1fr)] lg:gap-8">
        <Sections role={role} path={path} badges={badges} />
        <div className="grid min-w-0 grid-cols-1 content-start gap-5">{children}</div>
      </div>
    </div>
  );
}
