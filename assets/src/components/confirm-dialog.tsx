import { AlertDialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { focusSection, sectionOf } from './section';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  /** What the button that goes ahead says, at rest and while it works. */
  action: string;
  working: string;
  keep: string;
  pending: boolean;
  testid: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, children, action, working, keep, pending, testid, ...on }: ConfirmDialogProps) {
  const [opener] = useState(() => document.activeElement);
  const [section] = useState(() => sectionOf(opener));
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && on.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content
          className="dialog"
          onCloseAutoFocus={(event) => {
            // What opened it may have gone with what was removed.
            if (opener?.isConnected || !section) return;
            event.preventDefault();
            focusSection(section);
          }}
        >
          <AlertDialog.Title className="text-xl font-bold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 leading-relaxed text-ink-2">{children}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <AlertDialog.Cancel className="btn btn-quiet">{keep}</AlertDialog.Cancel>
            <button
              type="button"
              className="btn btn-bad"
              disabled={pending}
              data-testid={testid}
              onClick={on.onConfirm}
            >
              {pending ? working : action}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
