import { Dialog } from 'radix-ui';
import { useId } from 'react';
import { useUpdateVideo } from '~/api/mutations';
import { ApiError } from '~/api/problem';
import type { Video } from '~/api/types';
import { Field } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { testids } from '~/testids';

export function EditDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const id = useId();
  const update = useUpdateVideo();
  const failure: unknown = update.error;
  const fields = failure instanceof ApiError ? failure.fields : {};
  return (
    <TitledDialog title="Edit details" onClose={onClose}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const body = { title: String(form.get('title')).trim(), description: String(form.get('description')) };
          update.mutate({ params: { path: { id: video.id } }, body }, { onSuccess: onClose });
        }}
      >
        <Field
          label="Title"
          name="title"
          defaultValue={video.title}
          maxLength={200}
          required
          error={fields.title}
          testid={testids.studioEditTitle}
        />
        <div>
          <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
            Description
          </label>
          <textarea
            id={id}
            name="description"
            className="field field-sizing-content max-h-80 min-h-32"
            defaultValue={video.description}
            maxLength={10_000}
            data-testid={testids.studioEditDescription}
          />
          {fields.description && <p className="mt-1.5 text-sm text-bad">{fields.description}</p>}
        </div>
        <div className="flex justify-end gap-3">
          <Dialog.Close className="btn btn-quiet">Cancel</Dialog.Close>
          <button
            type="submit"
            className="btn btn-primary"
            disabled={update.isPending}
            data-testid={testids.studioEditSave}
          >
            {update.isPending ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
    </TitledDialog>
  );
}
