import { Download, Trash2 } from 'lucide-react';
import { useDeleteCaptions, useCaptions, usePutCaptions } from '~/api/captions';
import { describe } from '~/api/problem';
import type { Video } from '~/api/types';
import { Field, FormError } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { testids } from '~/testids';

/** The captions of a video: what there is, and a form that adds to it or replaces a language's. */
export function CaptionsDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const put = usePutCaptions(video.id);
  return (
    <TitledDialog title="Captions" onClose={onClose}>
      <Tracks id={video.id} />
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const data = new FormData(form);
          const file = data.get('file');
          if (!(file instanceof File)) return;
          const text = (name: string) => String(data.get(name)).trim();
          put.mutate({ language: text('language'), label: text('label'), file }, { onSuccess: () => form.reset() });
        }}
      >
        {put.error && <FormError>{describe(put.error)}</FormError>}
        <div className="grid gap-5 sm:grid-cols-2">
          <Field
            label="Language"
            name="language"
            hint="A language tag, such as en or pt-BR"
            maxLength={35}
            required
            testid={testids.captionsLanguage}
          />
          <Field label="Label (optional)" name="label" maxLength={100} testid={testids.captionsLabel} />
        </div>
        <Field
          label="File"
          name="file"
          type="file"
          accept=".vtt,.srt,text/vtt,application/x-subrip"
          hint="WebVTT or SubRip. Captions in this language are replaced."
          required
          testid={testids.captionsFile}
        />
        <div className="flex justify-end">
          <button type="submit" className="btn btn-primary" disabled={put.isPending} data-testid={testids.captionsSave}>
            {put.isPending ? 'Uploading…' : 'Upload'}
          </button>
        </div>
      </form>
    </TitledDialog>
  );
}

function Tracks({ id }: { id: string }) {
  const { data, error } = useCaptions(id);
  const remove = useDeleteCaptions(id);
  if (error) return <FormError>{describe(error)}</FormError>;
  if (!data || data.items.length === 0) return null;
  return (
    <ul className="mb-5 grid gap-1">
      {data.items.map(({ language, label, origin, url }) => (
        <li key={language} className="flex items-center gap-2" data-testid={testids.captionsTrack}>
          <span className="min-w-0 flex-1 truncate font-semibold">{label}</span>
          <span className="text-sm text-ink-3">
            {language}
            {origin === 'embedded' && ' · from the file'}
          </span>
          <a className="icon-btn" href={url} download={`${language}.vtt`} aria-label={`Download ${label}`}>
            <Download aria-hidden="true" />
          </a>
          <button
            type="button"
            className="icon-btn"
            aria-label={`Delete ${label}`}
            disabled={remove.isPending}
            data-testid={testids.captionsDelete}
            onClick={() => remove.mutate(language)}
          >
            <Trash2 aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
