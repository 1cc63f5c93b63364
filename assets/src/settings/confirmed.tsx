import { clsx } from '~/lib/clsx';

/** Whether an address or a number is known to be the person's. */
export function Confirmed({ yes, testid }: { yes: boolean; testid: string }) {
  return (
    <span
      role="status"
      className={clsx('status', yes ? 'bg-good-soft text-good' : 'bg-warn-soft text-warn')}
      data-testid={testid}
      data-state={yes ? 'confirmed' : 'open'}
    >
      {yes ? 'Confirmed' : 'Not confirmed'}
    </span>
  );
}
