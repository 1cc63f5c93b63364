import { useId } from 'react';

interface SegmentedProps<Value extends string | number> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; count?: number }[];
  testid: string;
  onChange: (value: Value) => void;
}

/** A few choices side by side, of which one holds. */
export function Segmented<Value extends string | number>(props: SegmentedProps<Value>) {
  const { label, value, options, testid, onChange } = props;
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-wrap gap-0.5 rounded-[12px] bg-sunken p-0.5" data-testid={testid}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-11 cursor-pointer items-center gap-1.5 rounded-[10px] px-3 text-sm font-semibold text-ink-2 has-checked:bg-surface has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            checked={option.value === value}
            data-value={option.value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
          {option.count !== undefined && <span className="text-ink-3 tabular-nums">{option.count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
