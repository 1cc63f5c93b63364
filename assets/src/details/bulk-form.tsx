import { useState } from 'react';
import type { Visibility } from '~/api/types';
import { SelectField } from '~/components/form';
import { visibilities } from '~/components/visibility';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Choice, categoryChoices, languagesWith, licences } from './choices';
import type { Changes, Details } from './details';
import { TagField } from './tag-field';

interface BulkFormProps {
  count: number;
  onApply: (part: Changes) => void;
}

const visibilityChoices = visibilities.map(({ value, label }) => ({ value, label: label() }));

type Chosen = Pick<Details, 'category' | 'language' | 'licence'> & { visibility: Visibility | '' };

const AS_IS: Chosen = { visibility: '', category: '', language: '', licence: '' };

/** What was chosen, without what stays as it is. */
function changesOf(chosen: Chosen, tags: string[]): Changes {
  const part: Changes = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== ''));
  return tags.length > 0 ? { ...part, tags } : part;
}

/** The same visibility, category, language, licence and tags for many videos; what is not chosen stays as it is. */
export function BulkForm({ count, onApply }: BulkFormProps) {
  const [chosen, setChosen] = useState(AS_IS);
  const [tags, setTags] = useState<string[]>([]);
  const part = changesOf(chosen, tags);
  const apply = () => {
    onApply(part);
    setChosen(AS_IS);
    setTags([]);
  };
  const select = (name: keyof Chosen, label: string, choices: readonly Choice[], testid: string) => (
    <SelectField
      label={label}
      value={chosen[name]}
      testid={testid}
      onChange={({ target }) => setChosen({ ...chosen, [name]: target.value })}
    >
      <option value="">{m.studio_bulk_as_is()}</option>
      {choices.map(({ value, label: text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  );
  return (
    <form
      className="grid grid-cols-1 items-start gap-5 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {select('visibility', m.studio_bulk_visibility(), visibilityChoices, testids.bulkVisibility)}
      {select('category', m.studio_category(), categoryChoices, testids.bulkCategory)}
      {select('language', m.studio_language(), languagesWith(), testids.bulkLanguage)}
      {select('licence', m.studio_licence(), licences, testids.bulkLicence)}
      <div className="sm:col-span-2" data-testid={testids.bulkTags}>
        <TagField tags={tags} fault={undefined} onChange={setTags} />
      </div>
      <button
        type="submit"
        className="btn btn-primary justify-self-start"
        disabled={Object.keys(part).length === 0}
        data-testid={testids.bulkApply}
      >
        {m.studio_bulk_apply({ count })}
      </button>
    </form>
  );
}
