import type { ComponentProps } from 'react';
import { SelectField } from '~/components/form';
import type { Choice } from '~/details/choices';
import { m } from '~/words';

interface LanguageSelectProps extends ComponentProps<typeof SelectField> {
  languages: readonly Choice[];
}

/** The language of captions, chosen from a list. */
export function LanguageSelect({ languages, ...field }: LanguageSelectProps) {
  return (
    <SelectField {...field}>
      <option value="">{m.studio_captions_choose_language()}</option>
      {languages.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}
