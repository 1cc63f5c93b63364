import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { meQuery } from '~/api/queries';

interface MemberButtonProps {
  className: string;
  /** What it does, for who does not see it. */
  label?: string;
  /** Of a button that stays down. */
  pressed?: boolean;
  testid: string;
  onPress: () => void;
  children: ReactNode;
}

/** A button for who is signed in; it takes everybody else to sign in, and from there back here. */
export function MemberButton({ className, label, pressed, testid, onPress, children }: MemberButtonProps) {
  const { data: me } = useQuery(meQuery);
  const next = useLocation({ select: ({ href }) => href });
  if (me === null) {
    return (
      <Link to="/login" search={{ next }} className={className} aria-label={label} data-testid={testid}>
        {children}
      </Link>
    );
  }
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-pressed={pressed}
      data-testid={testid}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
