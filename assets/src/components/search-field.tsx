import { Search } from 'lucide-react';

interface SearchFieldProps {
  label: string;
  value: string;
  testid: string;
  onChange: (text: string) => void;
}

/** A field that narrows the list below it. */
export function SearchField({ label, value, testid, onChange }: SearchFieldProps) {
  return (
    <label className="relative max-sm:w-full">
      <span className="sr-only">{label}</span>
      <Search className="pointer-events-none absolute top-3.5 left-3 size-4.5 text-ink-3" aria-hidden="true" />
      <input
        type="search"
        className="field pl-10! sm:w-64!"
        placeholder={label}
        value={value}
        maxLength={100}
        data-testid={testid}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
