import { clsx } from '~/lib/clsx';
import { percent } from '~/lib/format';

interface ProgressProps {
  /** From 0 to 1. */
  value: number;
  label: string;
  testid?: string;
  className?: string;
  idle?: boolean;
}

export function Progress({ value, label, testid, className, idle = false }: ProgressProps) {
  const part = Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(part * 100)}
      aria-valuetext={percent(part)}
      data-testid={testid}
      className={clsx('h-2 overflow-hidden rounded-full bg-sunken', className)}
    >
      <div
        className={clsx(
          'h-full origin-left rounded-full transition-transform duration-300 ease-linear',
          idle ? 'bg-line-strong' : 'bg-glow',
        )}
        style={{ transform: `scaleX(${part})` }}
      />
    </div>
  );
}
