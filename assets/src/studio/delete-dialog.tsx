import { AlertDialog } from 'radix-ui';
import { useDeleteVideo } from '~/api/mutations';
import type { Video } from '~/api/types';
import { testids } from '~/testids';

export function DeleteDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const remove = useDeleteVideo();
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="text-xl font-bold">Delete this video?</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 leading-relaxed text-ink-2">
            “{video.title}” and every copy of it will be gone for good. Links to it will stop working.
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-3">
            <AlertDialog.Cancel className="btn btn-quiet">Keep it</AlertDialog.Cancel>
            <button
              type="button"
              className="btn btn-bad"
              disabled={remove.isPending}
              data-testid={testids.studioDeleteConfirm}
              onClick={() => remove.mutate({ params: { path: { id: video.id } } }, { onSuccess: onClose })}
            >
              {remove.isPending ? 'Deleting…' : 'Delete for good'}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
