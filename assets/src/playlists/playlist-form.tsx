import { useState } from 'react';
import type { PlaylistDetails } from '~/api/playlists';
import { fieldsOf } from '~/api/problem';
import type { Playlist } from '~/api/types';
import { Field, Form, TextField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { VisibilityChoice } from '~/components/visibility';
import { testids } from '~/testids';
import { m } from '~/words';

interface PlaylistFormProps {
  /** The one that is changed; a new one otherwise. */
  playlist?: Playlist | undefined;
  pending: boolean;
  error: unknown;
  onSave: (details: PlaylistDetails) => void;
  onClose: () => void;
}

/** What a playlist is called and who sees it. */
export function PlaylistForm({ playlist, pending, error, onSave, onClose }: PlaylistFormProps) {
  const fields = fieldsOf(error);
  const [visibility, setVisibility] = useState(playlist?.visibility ?? 'private');
  return (
    <Form
      error={error}
      onSubmit={(form) =>
        onSave({ title: String(form.get('title')), description: String(form.get('description')), visibility })
      }
    >
      <Field
        label={m.library_playlist_title()}
        name="title"
        defaultValue={playlist?.title}
        maxLength={200}
        autoComplete="off"
        autoFocus
        testid={testids.playlistFormTitle}
        error={fields.title}
      />
      <TextField
        label={m.library_playlist_description()}
        name="description"
        defaultValue={playlist?.description}
        maxLength={10_000}
        testid={testids.playlistFormDescription}
        error={fields.description}
      />
      <VisibilityChoice value={visibility} testid={testids.playlistFormVisibility} onChange={setVisibility} />
      <FormActions
        action={playlist ? m.common_save() : m.library_playlist_create()}
        working={m.common_saving()}
        keep={m.common_cancel()}
        pending={pending}
        testid={testids.playlistFormSave}
        onClose={onClose}
      />
    </Form>
  );
}
