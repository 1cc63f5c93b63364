import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { m } from '~/words';

interface SheetProps {
  title: ReactNode;
  testid: string;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog along the right edge, with room to read; the whole screen on a phone. */
export function Sheet({ title, testid, onClose, children }: SheetProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          data-testid={testid}
          className="fixed inset-y-0 right-0 z-51 w-[min(36rem,100vw)] overflow-y-auto border-l border-line bg-surface px-5 pb-8 outline-none sm:px-6"
        >
          <div className="sticky top-0 z-1 -mx-5 mb-4 flex items-center justify-between gap-4 border-b border-line bg-surface px-5 py-3 sm:-mx-6 sm:px-6">
            <Dialog.Title className="min-w-0 text-xl font-bold">{title}</Dialog.Title>
            <Dialog.Close className="icon-btn -mr-2" aria-label={m.common_close()}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
