import { useState } from 'react';
import type { Visibility } from '~/api/types';
import { SelectField } from '~/components/form';
import { visibilities } from '~/components/visibility';
import { testids } from '~/testids';
import { m } from '~/words';
import { categoryChoices } from './choices';
import type { Changes } from './details';
import { TagField } from './tag-field';

interface BulkFormProps {
  count: number;
  onApply: (part: Changes) => void;
}

/** The same visibility, category and tags for many videos at once; what is not chosen stays as it is. */
export function BulkForm({ count, onApply }: BulkFormProps) {
  const [visibility, setVisibility] = useState('');
  const [category, setCategory] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const part: Changes = {
    ...(visibility && { visibility: visibility as Visibility }),
    ...(category && { category }),
    ...(tags.length > 0 && { tags }),
  };
  const apply = () => {
    onApply(part);
    setVisibility('');
    setCategory('');
    setTags([]);
  };
  return (
    <form
      className="grid grid-cols-1 items-start gap-5 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <SelectField
        label={m.studio_bulk_visibility()}
        value={visibility}
        testid={testids.bulkVisibility}
        onChange={({ target }) => setVisibility(target.value)}
      >
        <option value="">{m.studio_bulk_as_is()}</option>
        {visibilities.map(({ value, label }) => (
          <option key={value} value={value}>
            {label()}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={m.studio_category()}
        value={category}
        testid={testids.bulkCategory}
        onChange={({ target }) => setCategory(target.value)}
      >
        <option value="">{m.studio_bulk_as_is()}</option>
        {categoryChoices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
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
