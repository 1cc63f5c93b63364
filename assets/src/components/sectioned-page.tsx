import { Link, type LinkProps } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface SectionLink {
  to: LinkProps['to'];
  label: string;
  icon: LucideIcon;
  testid: string;
}

interface SectionedNavProps {
  label: string;
  links: readonly SectionLink[];
  /** Of the addresses, where they have any. */
  params?: LinkProps['params'];
}

/** The list of the parts: beside them, or above them where there is no room. */
export function SectionedNav({ label, links, params = {} }: SectionedNavProps) {
  return (
    <nav
      aria-label={label}
      className="flex flex-wrap gap-2 self-start lg:sticky lg:top-[calc(var(--header)+1.5rem)] lg:flex-col"
    >
      {links.map(({ to, label: name, icon: Icon, testid }) => (
        <Link
          key={name}
          to={to}
          params={params}
          className="chip lg:justify-start lg:border-transparent [&>svg]:size-4.5 max-sm:[&>svg]:hidden"
          activeOptions={{ exact: true, includeSearch: false }}
          data-testid={testid}
        >
          <Icon aria-hidden="true" />
          {name}
        </Link>
      ))}
    </nav>
  );
}

interface SectionedPageProps {
  title: string;
  links: readonly SectionLink[];
  children: ReactNode;
}

/** A page of several parts: their list beside them, or above them where there is no room. */
export function SectionedPage({ title, links, children }: SectionedPageProps) {
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-8 pb-16 sm:px-6 sm:pt-10">
      <h1 className="text-3xl font-bold tracking-tight">{title}</h1>
      <div className="mt-6 grid grid-cols-1 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)] lg:gap-10">
        <SectionedNav label={title} links={links} />
        <div className="grid min-w-0 grid-cols-1 content-start gap-6">{children}</div>
      </div>
    </div>
  );
}
