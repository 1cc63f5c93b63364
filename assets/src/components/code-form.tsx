import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fieldsOf } from '~/api/problem';
import { m } from '~/words';
import { Field, Form } from './form';

interface CodeFormProps {
  confirm: (code: string) => Promise<unknown>;
  fieldTestid: string;
  submitTestid: string;
  autoFocus?: boolean;
  /** Other things to do, beside the button. */
  children?: ReactNode;
}

/** Takes a code that was sent, or that an authenticator shows. */
export function CodeForm({ confirm, fieldTestid, submitTestid, autoFocus, children }: CodeFormProps) {
  const attempt = useMutation({ mutationFn: confirm });
  const fields = fieldsOf(attempt.error, { code_wrong: 'code', totp_wrong: 'code' });
  return (
    <Form onSubmit={(form) => attempt.mutate(String(form.get('code')))} error={attempt.error} fields={fields}>
      <Field
        label={m.common_code()}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus={autoFocus}
        required
        error={fields.code}
        testid={fieldTestid}
      />
      <div className="flex flex-wrap gap-3">
        <button type="submit" className="btn btn-primary" disabled={attempt.isPending} data-testid={submitTestid}>
          {attempt.isPending ? m.auth_confirming() : m.auth_confirm()}
        </button>
        {children}
      </div>
    </Form>
  );
}
