import { useMutation } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, fieldsOf } from '~/api/problem';
import { AccountPage } from '~/components/account-page';
import { Field, Form } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { useSignIn } from '~/lib/use-sign-in';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/login');

const wantsCode = (error: unknown) => error instanceof ApiError && error.code === 'totp_required';

export function LoginPage() {
  useTitle(m.common_sign_in());
  const { next } = route.useSearch();
  const signIn = useSignIn(next);
  const [asksForCode, setAsksForCode] = useState(false);
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      signIn(String(form.get('email')), String(form.get('password')), form.get('totp')?.toString() || undefined),
    onError: (error) => {
      if (wantsCode(error)) setAsksForCode(true);
    },
  });
  // That a code is needed is no mistake of whoever was not asked for one.
  const error = wantsCode(attempt.error) && !attempt.variables?.has('totp') ? null : attempt.error;
  const fields = fieldsOf(error, { totp_wrong: 'totp', totp_required: 'totp' });
  return (
    <AccountPage title={m.auth_welcome_back()} lead={m.auth_login_lead()}>
      <Form onSubmit={(form) => attempt.mutate(form)} error={error} fields={fields}>
        <Field
          label={m.common_email()}
          name="email"
          type="email"
          autoComplete="email"
          autoFocus
          required
          error={fields.email}
          testid={testids.loginEmail}
        />
        <Field
          label={m.common_password()}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={fields.password}
          testid={testids.loginPassword}
        />
        {asksForCode && (
          <Field
            label={m.common_code()}
            hint={m.auth_code_hint()}
            name="totp"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            error={fields.totp}
            testid={testids.loginCode}
          />
        )}
        <button
          type="submit"
          className="btn btn-primary"
          disabled={attempt.isPending}
          data-testid={testids.loginSubmit}
        >
          {attempt.isPending ? m.auth_signing_in() : m.common_sign_in()}
        </button>
      </Form>
      <p className="mt-6 text-center text-ink-2">
        <Link to="/forgot" className="link" data-testid={testids.forgotLink}>
          {m.auth_forgot_title()}
        </Link>
      </p>
      <p className="mt-3 text-center text-ink-2">
        {m.auth_new_here()}{' '}
        <Link to="/register" search={next ? { next } : {}} replace className="link">
          {m.auth_create_account()}
        </Link>
      </p>
    </AccountPage>
  );
}
