import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

interface GiveUpDialogProps {
  /** Of the file. */
  name: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what has been sent of a file is deleted on the server. */
export function GiveUpDialog({ name, onConfirm, onClose }: GiveUpDialogProps) {
  return (
    <ConfirmDialog
      title={m.upload_cancel_title()}
      action={m.common_delete()}
      working={m.common_deleting()}
      keep={m.common_keep_it()}
      pending={false}
      testid={testids.uploadGiveUp}
      onConfirm={() => {
        onClose();
        onConfirm();
      }}
      onClose={onClose}
    >
      {m.upload_cancel_words({ name })}
    </ConfirmDialog>
  );
}
