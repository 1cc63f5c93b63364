import { usePutCaptions } from '~/api/captions';
import { describe, fieldsOf } from '~/api/problem';
import { Field, FormError } from '~/components/form';
import { languagesWith } from '~/details/choices';
import { testids } from '~/testids';
import { m } from '~/words';
import { LanguageSelect } from './language-select';

interface CaptionsUploadProps {
  id: string;
  /** Languages that have captions already, which can be replaced. */
  taken: readonly string[];
}

/** Adds captions from a file, or replaces a language's. */
export function CaptionsUpload({ id, taken }: CaptionsUploadProps) {
  const put = usePutCaptions(id);
  const faults = fieldsOf(put.error);
  return (
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
        <LanguageSelect
          label={m.studio_language()}
          languages={languagesWith(...taken)}
          name="language"
          required
          error={faults.language}
          testid={testids.captionsLanguage}
        />
        <Field
          label={m.studio_captions_label()}
          name="label"
          maxLength={100}
          error={faults.label}
          testid={testids.captionsLabel}
        />
      </div>
      <Field
        label={m.studio_captions_file()}
        name="file"
        type="file"
        accept=".vtt,.srt,text/vtt,application/x-subrip"
        hint={m.studio_captions_file_hint()}
        required
        testid={testids.captionsFile}
      />
      <button
        type="submit"
        className="btn btn-primary justify-self-start"
        disabled={put.isPending}
        data-testid={testids.captionsSave}
      >
        {put.isPending ? m.studio_captions_uploading() : m.studio_captions_upload()}
      </button>
    </form>
  );
}
