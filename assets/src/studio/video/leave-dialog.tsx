import type { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

type Blocker = Extract<ReturnType<typeof useBlocker>, object>;

/** Asks who is about to leave something unsaved behind. */
export function LeaveDialog({ blocker }: { blocker: Blocker }) {
  if (blocker.status !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={m.studio_leave_title()}
      action={m.studio_leave()}
      working={m.studio_leave()}
      keep={m.studio_stay()}
      pending={false}
      testid={testids.studioLeave}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    >
      {m.studio_leave_words()}
    </ConfirmDialog>
  );
}
