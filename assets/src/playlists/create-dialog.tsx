import { useNavigate } from '@tanstack/react-router';
import { useCreatePlaylist } from '~/api/playlists';
import { TitledDialog } from '~/components/titled-dialog';
import { m } from '~/words';
import { PlaylistForm } from './playlist-form';

/** Makes a playlist and goes there. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const create = useCreatePlaylist();
  const navigate = useNavigate();
  return (
    <TitledDialog title={m.library_playlist_new()} onClose={onClose}>
      <PlaylistForm
        pending={create.isPending}
        error={create.error}
        onSave={(details) =>
          create.mutate(details, { onSuccess: ({ id }) => void navigate({ to: '/playlist/$id', params: { id } }) })
        }
        onClose={onClose}
      />
    </TitledDialog>
  );
}
