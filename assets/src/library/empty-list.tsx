import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { StateCard } from '~/components/state-card';
import { testids } from '~/testids';
import { m } from '~/words';

interface EmptyListProps {
  icon: ReactNode;
  title: string;
  text: string;
}

/** A list of the library with nothing in it yet, and a way to what is on. */
export function EmptyList({ icon, title, text }: EmptyListProps) {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={icon}
      title={title}
      action={
        <Link to="/" className="btn btn-primary">
          {m.library_see_what_is_on()}
        </Link>
      }
    >
      <p>{text}</p>
    </StateCard>
  );
}
