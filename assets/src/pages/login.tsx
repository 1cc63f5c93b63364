import { useMutation } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, fieldsOf } from '~/api/problem';
import { AccountPage } from '~/components/account-page';
import { Field, Form } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { useSignIn } from '~/lib/use-sign-in';
import { testids } from '~/testids';

const route = getRouteApi('/login');

const wantsCode = (error: unknown) => error instanceof ApiError && error.code === 'totp_required';

export function LoginPage() {
  useTitle('Sign in');
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
    <AccountPage title="Welcome back" lead="Sign in to upload and to look after your videos.">
      <Form onSubmit={(form) => attempt.mutate(form)} error={error} fields={fields}>
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="email"
          autoFocus
          required
          error={fields.email}
          testid={testids.loginEmail}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={fields.password}
          testid={testids.loginPassword}
        />
        {asksForCode && (
          <Field
            label="Code"
            hint="From your authenticator, or one of your recovery codes."
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
          {attempt.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </Form>
      <p className="mt-6 text-center text-ink-2">
        <Link to="/forgot" className="link" data-testid={testids.forgotLink}>
          Forgot your password?
        </Link>
      </p>
      <p className="mt-3 text-center text-ink-2">
        New here?{' '}
        <Link to="/register" search={next ? { next } : {}} className="link">
          Create an account
        </Link>
      </p>
    </AccountPage>
  );
}
