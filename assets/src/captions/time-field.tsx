import { useState } from 'react';
import { parseClock, writeClock } from '~/chapters/lines';
import { testids } from '~/testids';

interface TimeFieldProps {
  label: string;
  seconds: number;
  testid: (typeof testids)[keyof typeof testids] & string;
  onChange: (seconds: number) => void;
}

/** A time that is written as people write it; it counts when one leaves the field, and what is no time is taken back. */
export function TimeField({ label, seconds, testid, onChange }: TimeFieldProps) {
  const [typed, setTyped] = useState<string>();
  const take = () => {
    const parsed = typed === undefined ? undefined : parseClock(typed);
    if (parsed !== undefined && parsed !== seconds) onChange(parsed);
    setTyped(undefined);
  };
  const step = (by: number) => onChange(Math.max(0, seconds + by));
  return (
    <input
      className="min-h-11 w-24 rounded-control bg-transparent px-2 text-sm font-semibold tabular-nums hover:bg-sunken focus:bg-sunken"
      value={typed ?? writeClock(seconds)}
      inputMode="decimal"
      aria-label={label}
      data-testid={testid}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key === 'Escape') setTyped(undefined);
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        step(event.key === 'ArrowUp' ? 0.1 : -0.1);
      }}
    />
  );
}
