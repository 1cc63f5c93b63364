import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

interface BlockDialogProps {
  username: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says what it means to block somebody, and asks whether it is meant. */
export default function BlockDialog({ username, onConfirm, onClose }: BlockDialogProps) {
  return (
    <ConfirmDialog
      title={m.comments_block_title({ username })}
      action={m.comments_block()}
      working={m.comments_blocking()}
      keep={m.common_cancel()}
      pending={false}
      testid={testids.commentBlockConfirm}
      onConfirm={() => {
        onClose();
        onConfirm();
      }}
      onClose={onClose}
    >
      {m.comments_block_note()}
    </ConfirmDialog>
  );
}
