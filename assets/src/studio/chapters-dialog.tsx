import type { Video } from '~/api/types';
import ChaptersForm from '~/chapters/chapters-form';
import { TitledDialog } from '~/components/titled-dialog';

export function ChaptersDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  return (
    <TitledDialog title="Chapters" onClose={onClose}>
      <ChaptersForm video={video} onClose={onClose} />
    </TitledDialog>
  );
}
