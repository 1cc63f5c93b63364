import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { describe, fieldsOf } from '~/api/problem';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';

interface Words {
  label: string;
  hint?: string;
  error?: string;
  testid: string;
}

type Own<Element extends 'input' | 'textarea' | 'select'> = Words & Omit<ComponentProps<Element>, 'className'>;

interface LabelledProps extends Omit<Words, 'testid'> {
  id: string;
  children: ReactNode;
}

const noteOf = (id: string, { hint, error }: Pick<Words, 'hint' | 'error'>) =>
  error || hint ? `${id}-note` : undefined;

function Labelled({ id, label, hint, error, children }: LabelledProps) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {label}
      </label>
      {children}
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

export function Field({ label, hint, error, testid, type, ...input }: Own<'input'>) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  return (
    <Labelled {...{ id, label, hint, error }}>
      <div className="relative">
        <input
          {...input}
          id={id}
          type={secret && shown ? 'text' : type}
          className={clsx('field', secret && 'pr-12')}
          aria-invalid={error ? true : undefined}
          aria-describedby={noteOf(id, { hint, error })}
          data-testid={testid}
        />
        {secret && (
          <button
            type="button"
            className="icon-btn absolute top-px right-0.5"
            aria-label={m.common_show_password()}
            aria-pressed={shown}
            data-testid={testids.showPassword}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </button>
        )}
      </div>
    </Labelled>
  );
}

/** A text of several lines, as tall as it needs to be. */
export function TextField({ label, hint, error, testid, ...area }: Own<'textarea'>) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error }}>
      <textarea
        {...area}
        id={id}
        className="field field-sizing-content max-h-80 min-h-24"
        aria-invalid={error ? true : undefined}
        aria-describedby={noteOf(id, { hint, error })}
        data-testid={testid}
      />
    </Labelled>
  );
}

export function SelectField({ label, hint, error, testid, ...select }: Own<'select'>) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error }}>
      <select
        {...select}
        id={id}
        className="field"
        aria-invalid={error ? true : undefined}
        aria-describedby={noteOf(id, { hint, error })}
        data-testid={testid}
      />
    </Labelled>
  );
}

interface FormProps {
  onSubmit: (form: FormData) => void;
  /** What came of the last try: said at its field, or above the form when it is about none. */
  error?: unknown;
  /** Messages by field, when they are more than the error itself tells. */
  fields?: Readonly<Record<string, string>>;
  className?: string;
  children: ReactNode;
}

/** A form that is checked by the server: after a refusal, whoever types is at the first field that is wrong. */
export function Form({
  onSubmit,
  error,
  fields = fieldsOf(error),
  className = 'grid grid-cols-1 gap-5',
  children,
}: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  return (
    <form
      ref={form}
      className={className}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      {error != null && Object.keys(fields).length === 0 && <FormError>{describe(error)}</FormError>}
      {children}
    </form>
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
