import { Check, CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { locale, m } from '~/words';
import { testids } from '~/testids';
import type { SaveState } from './autosave';

const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'narrow' });

function sinceThen(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 60 ? ago.format(-seconds, 'second') : ago.format(-Math.floor(seconds / 60), 'minute');
}

/** How a form stands with the server. Screen readers are told once, and not every second. */
export function SavedNote({ state }: { state: SaveState }) {
  const { saved, at, error } = state;
  return (
    <p
      className="flex min-h-6 items-center gap-1.5 text-sm text-ink-3"
      data-testid={testids.detailsSaved}
      data-state={saved}
    >
      {saved === 'saved' && <Check className="size-4 flex-none text-good" aria-hidden="true" />}
      {saved === 'waiting' && <CloudOff className="size-4 flex-none text-warn" aria-hidden="true" />}
      <span role="status">
        {saved === 'pending' && m.studio_not_saved_yet()}
        {saved === 'saving' && m.studio_saving()}
        {saved === 'saved' && <span className="sr-only">{m.studio_saved()}</span>}
        {saved === 'waiting' && <span className="text-warn">{m.studio_saving_waits()}</span>}
        {saved === 'refused' && <span className="text-bad">{error ?? m.studio_not_saved()}</span>}
      </span>
      {saved === 'saved' && at !== undefined && <Ago at={at} />}
    </p>
  );
}

function Ago({ at }: { at: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [at]);
  return <span aria-hidden="true">{m.studio_saved_ago({ ago: sinceThen(now - at) })}</span>;
}
