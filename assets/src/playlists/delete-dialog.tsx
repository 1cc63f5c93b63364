import { useNavigate } from '@tanstack/react-router';
import { useDeletePlaylist } from '~/api/playlists';
import type { Playlist } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';

export default function DeleteDialog({ playlist, onClose }: { playlist: Playlist; onClose: () => void }) {
  const remove = useDeletePlaylist(playlist.id);
  const navigate = useNavigate();
  const done = () => {
    void navigate({ to: '/playlists', replace: true });
    void notify('success', m.library_playlist_deleted());
  };
  return (
    <ConfirmDialog
      title={m.library_playlist_delete_title()}
      action={m.library_playlist_delete()}
      working={m.common_deleting()}
      keep={m.common_keep_it()}
      pending={remove.isPending}
      testid={testids.playlistDeleteConfirm}
      onConfirm={() => remove.mutate(undefined, { onSuccess: done })}
      onClose={onClose}
    >
      {m.library_playlist_delete_text({ title: playlist.title })}
    </ConfirmDialog>
  );
}
