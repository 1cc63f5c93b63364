import { useDeleteVideo } from '~/api/mutations';
import type { Video } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';

export function DeleteDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const remove = useDeleteVideo();
  return (
    <ConfirmDialog
      title="Delete this video?"
      action="Delete for good"
      working="Deleting…"
      keep="Keep it"
      pending={remove.isPending}
      testid={testids.studioDeleteConfirm}
      onConfirm={() => remove.mutate({ params: { path: { id: video.id } } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      “{video.title}” and every copy of it will be gone for good. Links to it will stop working.
    </ConfirmDialog>
  );
}
