import { Globe, Link as LinkIcon, Lock, type LucideIcon } from 'lucide-react';
import { useId } from 'react';
import type { Visibility } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';

export const visibilities: { value: Visibility; label: () => string; note: () => string; icon: LucideIcon }[] = [
  { value: 'public', label: m.common_public, note: m.common_public_note, icon: Globe },
  { value: 'unlisted', label: m.common_unlisted, note: m.common_unlisted_note, icon: LinkIcon },
  { value: 'private', label: m.common_private, note: m.common_private_note, icon: Lock },
];

interface VisibilityChoiceProps {
  value: Visibility;
  testid: string;
  onChange: (value: Visibility) => void;
}

/** Three choices side by side, as one radio group. */
export function VisibilityChoice({ value, testid, onChange }: VisibilityChoiceProps) {
  const name = useId();
  return (
    <fieldset data-testid={testid} data-value={value}>
      <legend className="mb-1.5 text-sm font-semibold">{m.common_who_can_watch()}</legend>
      <div className="flex flex-wrap gap-1 rounded-[12px] bg-sunken p-1">
        {visibilities.map(({ value: choice, label, note, icon: Icon }) => (
          <label
            key={choice}
            title={note()}
            className="flex min-h-10 cursor-pointer items-center gap-2 rounded-[9px] px-3 text-sm font-semibold text-ink-2 max-sm:gap-1.5 max-sm:px-2 has-checked:bg-surface has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              value={choice}
              checked={choice === value}
              data-testid={testids.visibilityOption}
              onChange={() => onChange(choice)}
            />
            <Icon className="size-4" aria-hidden="true" />
            {label()}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
