import { useTicked } from '~/lib/hooks';

interface SwitchRowProps {
  name: string;
  label: string;
  note: string;
  on: boolean;
  testid: string;
  onChange: (on: boolean) => void;
}

/** Something that is on or off, with a word on what it is. */
export function SwitchRow({ name, label, note, on, testid, onChange }: SwitchRowProps) {
  const [shown, tick] = useTicked(on);
  return (
    <label className="relative flex min-h-11 cursor-pointer items-center gap-4 border-b border-line py-3 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{label}</span>
        <span className="block text-sm text-ink-2">{note}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={shown}
        className="peer sr-only"
        checked={shown}
        data-testid={testid}
        data-kind={name}
        onChange={({ target }) => {
          tick(target.checked);
          onChange(target.checked);
        }}
      />
      <span
        aria-hidden="true"
        className="relative h-7 w-12 flex-none rounded-full bg-line-strong transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent after:absolute after:top-1 after:left-1 after:size-5 after:rounded-full after:bg-surface after:transition-transform peer-checked:after:translate-x-5 motion-reduce:after:transition-none"
      />
    </label>
  );
}
