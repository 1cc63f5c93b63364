import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface PersonNameProps {
  username: string;
  email: string;
  /** Whether there is a channel to look at. */
  linked?: boolean;
  children?: ReactNode;
}

export function PersonName({ username, email, linked = false, children }: PersonNameProps) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 font-semibold">
        {linked ? (
          <Link
            to="/@{$username}"
            params={{ username }}
            className="-my-2.5 flex min-h-11 min-w-11 items-center break-all hover:text-accent"
          >
            {username}
          </Link>
        ) : (
          <span className="break-all">{username}</span>
        )}
        {children}
      </p>
      <p className="text-sm break-all text-ink-3">{email}</p>
    </div>
  );
}
