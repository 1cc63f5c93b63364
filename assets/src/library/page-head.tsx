import type { ReactNode } from 'react';

interface PageHeadProps {
  title: string;
  /** How many there are, or what else is to be known. */
  note?: ReactNode;
  children?: ReactNode;
}

/** The heading of a part of the library, with what can be done about all of it. It takes the focus of what is removed. */
export function PageHead({ title, note, children }: PageHeadProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="mr-auto min-w-0">
        <h2 className="text-2xl font-bold tracking-tight outline-none" tabIndex={-1} data-section-heading>
          {title}
        </h2>
        {note && <p className="mt-0.5 text-sm text-ink-3">{note}</p>}
      </div>
      {children}
    </div>
  );
}
