import { useClearHistory } from '~/api/history';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

export default function ClearDialog({ onClose }: { onClose: () => void }) {
  const clear = useClearHistory();
  return (
    <ConfirmDialog
      title={m.library_clear_title()}
      action={m.library_clear_action()}
      working={m.library_clearing()}
      keep={m.common_keep_it()}
      pending={clear.isPending}
      testid={testids.historyClearConfirm}
      onConfirm={() => clear.mutate(undefined, { onSettled: onClose })}
      onClose={onClose}
    >
      {m.library_clear_text()}
    </ConfirmDialog>
  );
}
