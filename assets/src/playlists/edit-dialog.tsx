import { useUpdatePlaylist } from '~/api/playlists';
import type { Playlist } from '~/api/types';
import { TitledDialog } from '~/components/titled-dialog';
import { m } from '~/words';
import { PlaylistForm } from './playlist-form';

export default function EditDialog({ playlist, onClose }: { playlist: Playlist; onClose: () => void }) {
  const update = useUpdatePlaylist(playlist.id);
  return (
    <TitledDialog title={m.library_playlist_edit()} onClose={onClose}>
      <PlaylistForm
        playlist={playlist}
        pending={update.isPending}
        error={update.error}
        onSave={(details) => update.mutate(details, { onSuccess: onClose })}
        onClose={onClose}
      />
    </TitledDialog>
  );
}
