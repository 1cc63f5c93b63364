import { EllipsisVertical } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';

interface MenuPlaceProps {
  label: string;
  testid: string;
  /** The menu itself, open; its file is fetched with the first press. */
  children: ReactNode;
}

/** Three dots that become a menu when they are pressed. */
export function MenuPlace({ label, testid, children }: MenuPlaceProps) {
  const [isAsked, setAsked] = useState(false);
  const trigger = (
    <button
      type="button"
      className="icon-btn"
      aria-haspopup="menu"
      aria-label={label}
      data-testid={testid}
      onClick={() => setAsked(true)}
    >
      <EllipsisVertical aria-hidden="true" />
    </button>
  );
  return isAsked ? <Suspense fallback={trigger}>{children}</Suspense> : trigger;
}
