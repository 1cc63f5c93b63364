import { Check } from 'lucide-react';
import { useId } from 'react';
import { VisibilityChoice } from '~/components/visibility';
import { testids } from '~/testids';
import type { UploadItem } from './item';
import { uploads } from './queue';

const words = {
  clean: '',
  pending: 'Not saved yet',
  saving: 'Saving…',
  saved: 'Saved',
  refused: '',
} satisfies Record<UploadItem['saved'], string>;

/** Title, description and visibility, saved by themselves while the bytes move. */
export function DraftForm({ item }: { item: UploadItem }) {
  const id = useId();
  const { draft, key, saved, saveError } = item;
  return (
    <form className="grid grid-cols-1 gap-4" onSubmit={(event) => event.preventDefault()}>
      <div>
        <label htmlFor={`${id}-title`} className="mb-1.5 block text-sm font-semibold">
          Title
        </label>
        <input
          id={`${id}-title`}
          className="field"
          value={draft.title}
          maxLength={200}
          required
          data-testid={testids.uploadTitle}
          onChange={(event) => uploads.edit(key, { title: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-description`} className="mb-1.5 block text-sm font-semibold">
          Description
        </label>
        <textarea
          id={`${id}-description`}
          className="field field-sizing-content max-h-60 min-h-20"
          value={draft.description}
          maxLength={10_000}
          data-testid={testids.uploadDescription}
          onChange={(event) => uploads.edit(key, { description: event.target.value })}
        />
      </div>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <VisibilityChoice
          value={draft.visibility}
          testid={testids.uploadVisibility}
          onChange={(visibility) => uploads.edit(key, { visibility })}
        />
        <p
          role="status"
          className="flex min-h-6 items-center gap-1.5 text-sm text-ink-3"
          data-testid={testids.uploadSaved}
          data-state={saved}
        >
          {saved === 'saved' && <Check className="size-4 text-good" aria-hidden="true" />}
          {saveError && saved === 'refused' ? <span className="text-bad">{saveError}</span> : words[saved]}
        </p>
      </div>
    </form>
  );
}
