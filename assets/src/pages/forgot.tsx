import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { AccountPage } from '~/components/account-page';
import { Field, FormError } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

export function ForgotPage() {
  useTitle('Forgot your password?');
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      client.POST('/api/v1/auth/password/forgot', { body: { email: String(form.get('email')) } }),
  });
  return (
    <AccountPage title="Forgot your password?" lead="We send you a link with which you set a new one.">
      {attempt.isSuccess ? (
        <p role="status" data-testid={testids.forgotDone}>
          If there is an account with this address, a mail is on its way. Its link is good for one hour.
        </p>
      ) : (
        <form
          className="grid gap-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            attempt.mutate(new FormData(event.currentTarget));
          }}
        >
          {attempt.error && <FormError>{describe(attempt.error)}</FormError>}
          <Field
            label="E-mail"
            name="email"
            type="email"
            autoComplete="email"
            autoFocus
            required
            testid={testids.forgotEmail}
          />
          <button
            type="submit"
            className="btn btn-primary"
            disabled={attempt.isPending}
            data-testid={testids.forgotSubmit}
          >
            {attempt.isPending ? 'Sending…' : 'Send the link'}
          </button>
        </form>
      )}
      <p className="mt-6 text-center text-ink-2">
        <Link to="/login" className="link">
          Sign in
        </Link>
      </p>
    </AccountPage>
  );
}
