import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Field, SelectField, TextField } from '~/components/form';
import { VisibilityChoice } from '~/components/visibility';
import { testids } from '~/testids';
import { m } from '~/words';
import type { SaveState } from './autosave';
import { type Choice, categoryChoices, languagesWith, licences } from './choices';
import { type Changes, type Details, LONGEST_DESCRIPTION, LONGEST_TITLE } from './details';
import { SavedNote } from './saved-note';
import { TagField } from './tag-field';

interface DetailsFormProps {
  details: Details;
  state: SaveState;
  /** Whether tags, category, language and licence are folded away at first. */
  isFolded?: boolean;
  onEdit: (part: Changes) => void;
}

/** What a person tells of a video. It saves itself; what is wrong is said at its field. */
export function DetailsForm({ details, state, isFolded = false, onEdit }: DetailsFormProps) {
  const { faults } = state;
  return (
    <form className="grid grid-cols-1 gap-5" noValidate onSubmit={(event) => event.preventDefault()}>
      <Field
        label={m.studio_title()}
        value={details.title}
        maxLength={LONGEST_TITLE}
        required
        error={faults.title}
        testid={testids.detailsTitle}
        onChange={({ target }) => onEdit({ title: target.value })}
      />
      <TextField
        label={m.studio_description()}
        value={details.description}
        maxLength={LONGEST_DESCRIPTION}
        error={faults.description}
        testid={testids.detailsDescription}
        onChange={({ target }) => onEdit({ description: target.value })}
      />
      <Folded isFolded={isFolded}>
        <TagField tags={details.tags} fault={faults.tags} onChange={(tags) => onEdit({ tags })} />
        <Labels details={details} faults={faults} onEdit={onEdit} />
      </Folded>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <VisibilityChoice
          value={details.visibility}
          testid={testids.detailsVisibility}
          onChange={(visibility) => onEdit({ visibility })}
        />
        <SavedNote state={state} />
      </div>
    </form>
  );
}

function Labels({ details, faults, onEdit }: Pick<DetailsFormProps, 'details' | 'onEdit'> & Pick<SaveState, 'faults'>) {
  const select = (
    name: 'category' | 'language' | 'licence',
    label: string,
    choices: readonly Choice[],
    testid: string,
  ) => (
    <SelectField
      label={label}
      value={details[name]}
      error={faults[name]}
      testid={testid}
      onChange={({ target }) => onEdit({ [name]: target.value })}
    >
      <option value="">{m.studio_not_said()}</option>
      {choices.map(({ value, label: text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  );
  return (
    <div className="grid gap-5 sm:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]">
      {select('category', m.studio_category(), categoryChoices, testids.detailsCategory)}
      {select('language', m.studio_language(), languagesWith(details.language), testids.detailsLanguage)}
      {select('licence', m.studio_licence(), licences, testids.detailsLicence)}
    </div>
  );
}

function Folded({ isFolded, children }: { isFolded: boolean; children: ReactNode }) {
  if (!isFolded) return children;
  return (
    <details className="group" data-testid={testids.detailsMore}>
      <summary className="flex min-h-11 list-none items-center gap-1.5 text-sm font-semibold text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronDown className="size-4 transition-transform group-open:rotate-180" aria-hidden="true" />
        {m.studio_more_details()}
      </summary>
      <div className="mt-2 grid grid-cols-1 gap-5">{children}</div>
    </details>
  );
}
