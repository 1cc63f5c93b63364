import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  lead?: ReactNode;
  /** At the right of the heading, or below it where there is no room. */
  aside?: ReactNode;
  children: ReactNode;
  testid?: string;
}

/** A card about one thing, with its heading. The heading takes the focus when what had it is gone. */
export function Section({ title, lead, aside, children, testid }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="card p-5 sm:p-7" data-testid={testid}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 id={id} tabIndex={-1} className="text-xl font-bold tracking-tight outline-none" data-section-heading>
            {title}
          </h2>
          {lead && <p className="mt-1.5 leading-relaxed text-ink-2">{lead}</p>}
        </div>
        {aside}
      </div>
      <div className="mt-5">{children}</div>
    </section>
  );
}

export const sectionOf = (element: Element | null) => element?.closest('section') ?? null;

/** Whoever has just removed the element under their fingers stays in its section. */
export function focusSection(section: Element | null): void {
  section?.querySelector<HTMLElement>('[data-section-heading]')?.focus();
}
