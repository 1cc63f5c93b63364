import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';

interface FieldProps extends Omit<ComponentProps<'input'>, 'className'> {
  label: string;
  hint?: string;
  error?: string;
  testid: string;
}

export function Field({ label, hint, error, testid, type, ...input }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {label}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          type={secret && shown ? 'text' : type}
          className={clsx('field', secret && 'pr-12')}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          data-testid={testid}
        />
        {secret && (
          <button
            type="button"
            className="icon-btn absolute top-px right-0.5"
            aria-label="Show password"
            aria-pressed={shown}
            data-testid={testids.showPassword}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </button>
        )}
      </div>
      {error ? (
        <p id={`${id}-note`} className="mt-1.5 text-sm text-bad" data-testid={testids.fieldError}>
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-note`} className="mt-1.5 text-sm text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** What is wrong with the form as a whole. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p
      role="alert"
      data-testid={testids.formError}
      className="flex gap-2.5 rounded-control bg-bad-soft px-3.5 py-3 text-sm leading-snug text-bad"
    >
      <CircleAlert className="mt-px size-4.5 flex-none" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
