import { type ReactNode, useState } from 'react';
import { clsx } from '~/lib/clsx';

interface RevealProps {
  label: string;
  testid: string;
  tone?: 'btn-quiet' | 'btn-primary';
  children: (close: () => void) => ReactNode;
}

/** A button that gives way to a form, and has the focus again when the form is left. */
export function Reveal({ label, testid, tone = 'btn-quiet', children }: RevealProps) {
  const [open, setOpen] = useState(false);
  const [returned, setReturned] = useState(false);
  if (open) {
    return children(() => {
      setReturned(true);
      setOpen(false);
    });
  }
  return (
    <button
      type="button"
      className={clsx('btn', tone)}
      autoFocus={returned}
      data-testid={testid}
      onClick={() => setOpen(true)}
    >
      {label}
    </button>
  );
}
