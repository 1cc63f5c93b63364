import { Link } from '@tanstack/react-router';
import { Popover } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';
import { NotificationList, ReadAllButton } from './notification-list';

interface PanelProps {
  label: string;
  sign: ReactNode;
  className: string;
}

/** Mounted by the press that asked for it, hence open from the start. */
export default function Panel({ label, sign, className }: PanelProps) {
  const [open, setOpen] = useState(true);
  const close = () => setOpen(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={className} aria-label={label} data-testid={testids.notificationBell}>
        {sign}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu flex max-h-[min(36rem,var(--radix-popover-content-available-height))] w-[26rem] max-w-[calc(100vw-1rem)] flex-col overflow-hidden p-0! outline-none"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={m.common_notifications()}
          data-testid={testids.notificationPanel}
        >
          <section className="flex min-h-0 flex-col">
            <header className="flex min-h-14 items-center justify-between gap-4 border-b border-line px-4">
              <h2 className="text-lg font-bold outline-none" tabIndex={-1} data-section-heading>
                {m.common_notifications()}
              </h2>
              <ReadAllButton />
            </header>
            <div className="min-h-0 overflow-y-auto overscroll-contain p-1.5">
              <NotificationList onLeave={close} />
            </div>
            <footer className="flex justify-between gap-4 border-t border-line px-4">
              <Link
                to="/notifications"
                className="link inline-flex min-h-11 items-center text-sm"
                data-testid={testids.notificationsAll}
                onClick={close}
              >
                {m.notifications_see_all()}
              </Link>
              <Link
                to="/settings/notifications"
                className="link inline-flex min-h-11 items-center text-sm"
                onClick={close}
              >
                {m.common_settings()}
              </Link>
            </footer>
          </section>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
