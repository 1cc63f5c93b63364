import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

/** Asks who is about to go to another page, or to close this one, and would leave something unsaved behind. */
export function LeaveGuard({ hasNews }: { hasNews: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => hasNews && current.pathname !== next.pathname,
    enableBeforeUnload: () => hasNews,
    withResolver: true,
  });
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
