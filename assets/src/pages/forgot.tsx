import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { AccountPage } from '~/components/account-page';
import { Field, FormError } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

export function ForgotPage() {
  useTitle(m.auth_forgot_title());
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      client.POST('/api/v1/auth/password/forgot', { body: { email: String(form.get('email')) } }),
  });
  return (
    <AccountPage title={m.auth_forgot_title()} lead={m.auth_forgot_lead()}>
      {attempt.isSuccess ? (
        <p role="status" data-testid={testids.forgotDone}>
          {m.auth_forgot_done()}
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
            label={m.common_email()}
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
            {attempt.isPending ? m.common_sending() : m.auth_send_link()}
          </button>
        </form>
      )}
      <p className="mt-6 text-center text-ink-2">
        <Link to="/login" className="link">
          {m.common_sign_in()}
        </Link>
      </p>
    </AccountPage>
  );
}
