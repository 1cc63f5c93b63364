import { Plus } from 'lucide-react';
import { useState } from 'react';
import { languagesWith } from '~/details/choices';
import { testids } from '~/testids';
import { m } from '~/words';
import { LanguageSelect } from './language-select';

interface NewTrackProps {
  /** Languages that have captions already. */
  taken: readonly string[];
  onBegin: (language: string) => void;
}

/** Captions that are written here, from the first word. */
export function NewTrack({ taken, onBegin }: NewTrackProps) {
  const [language, setLanguage] = useState('');
  return (
    <form
      className="mt-5 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (language) onBegin(language);
      }}
    >
      <div className="min-w-48 flex-1 sm:max-w-72">
        <LanguageSelect
          label={m.studio_captions_new()}
          languages={languagesWith().filter(({ value }) => !taken.includes(value))}
          value={language}
          testid={testids.captionsNewLanguage}
          onChange={({ target }) => setLanguage(target.value)}
        />
      </div>
      <button type="submit" className="btn btn-quiet" disabled={!language} data-testid={testids.captionsNew}>
        <Plus aria-hidden="true" />
        {m.studio_captions_write()}
      </button>
    </form>
  );
}
