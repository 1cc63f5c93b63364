import { clsx } from '~/lib/clsx';
import { m } from '~/words';

/** Whether an address or a number is known to be the person's. */
export function Confirmed({ yes, testid }: { yes: boolean; testid: string }) {
  return (
    <span
      role="status"
      className={clsx('status', yes ? 'bg-good-soft text-good' : 'bg-warn-soft text-warn')}
      data-testid={testid}
      data-state={yes ? 'confirmed' : 'open'}
    >
      {yes ? m.settings_confirmed() : m.settings_not_confirmed()}
    </span>
  );
}
