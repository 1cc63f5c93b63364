import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Person } from '~/api/types';
import { Avatar } from './avatar';

interface PersonLinkProps {
  person: Person;
  /** Of the picture. */
  size: string;
  /** What stands below the name. */
  children: ReactNode;
}

/** Somebody in a list of people, with the way to their channel. */
export function PersonLink({ person: { username, display_name, avatar }, size, children }: PersonLinkProps) {
  return (
    <Link
      to="/@{$username}"
      params={{ username }}
      className="group flex min-w-0 flex-1 items-center gap-3 rounded-control sm:gap-4"
    >
      <Avatar name={username} src={avatar ?? undefined} className={size} />
      <span className="min-w-0">
        <span className="block truncate font-semibold group-hover:text-accent">{display_name ?? username}</span>
        <span className="block truncate text-sm text-ink-3">{children}</span>
      </span>
    </Link>
  );
}
