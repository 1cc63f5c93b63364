import { useQueryClient } from '@tanstack/react-query';
import { playlistsAboutQuery, useCreatePlaylist, useMembership } from '~/api/playlists';
import { notify } from '~/lib/notify';
import { m } from '~/words';
import { PlaylistForm } from './playlist-form';

/** Makes a playlist with a video in it. */
export default function NewInto({ video, onDone }: { video: string; onDone: () => void }) {
  const queries = useQueryClient();
  const create = useCreatePlaylist();
  const membership = useMembership(video);
  return (
    <PlaylistForm
      pending={create.isPending || membership.isPending}
      error={create.error}
      onSave={(details) =>
        create.mutate(details, {
          onSuccess: async (playlist) => {
            try {
              await membership.mutateAsync({ playlist, isIn: true });
              await notify('success', m.library_saved_to({ title: playlist.title }));
            } catch {
              // What went wrong is told already; the playlist is there.
            }
            await queries.invalidateQueries({ queryKey: playlistsAboutQuery(video).queryKey });
            onDone();
          },
        })
      }
      onClose={onDone}
    />
  );
}
