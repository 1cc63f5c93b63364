import type { ReactNode } from 'react';
import { clsx } from '~/lib/clsx';

interface StateCardProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  testid?: string;
  className?: string;
  /** `h1` where the page has no other. */
  heading?: 'h1' | 'h2';
}

/** A calm card in the middle of the page for what is empty, missing or broken, with one thing to do about it. */
export function StateCard({
  icon,
  title,
  children,
  action,
  testid,
  className,
  heading: Heading = 'h2',
}: StateCardProps) {
  return (
    <section
      data-testid={testid}
      className={clsx('mx-auto flex max-w-md flex-col items-center px-6 py-20 text-center', className)}
    >
      <div className="mb-5 grid size-16 place-items-center rounded-full bg-accent-soft text-accent [&>svg]:size-7">
        {icon}
      </div>
      <Heading className="text-2xl font-bold tracking-tight">{title}</Heading>
      {children && <div className="mt-2 leading-relaxed text-ink-2">{children}</div>}
      {action && <div className="mt-6">{action}</div>}
    </section>
  );
}
