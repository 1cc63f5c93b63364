import { useDeleteVideo } from '~/api/mutations';
import type { Video } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';

export function DeleteDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const remove = useDeleteVideo();
  return (
    <ConfirmDialog
      title={m.studio_delete_title()}
      action={m.studio_delete_for_good()}
      working={m.studio_deleting()}
      keep={m.studio_keep()}
      pending={remove.isPending}
      testid={testids.studioDeleteConfirm}
      onConfirm={() => remove.mutate({ params: { path: { id: video.id } } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {m.studio_delete_words({ title: video.title })}
    </ConfirmDialog>
  );
}
