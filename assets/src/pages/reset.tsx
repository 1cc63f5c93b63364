import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { rememberSignedIn } from '~/api/session';
import { AccountPage } from '~/components/account-page';
import { Field, FormError } from '~/components/form';
import { useFragmentSecret } from '~/lib/fragment-secret';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

export function ResetPage() {
  useTitle(m.auth_reset_title());
  const token = useFragmentSecret('token');
  const queries = useQueryClient();
  const attempt = useMutation({
    mutationFn: (form: FormData) =>
      client.POST('/api/v1/auth/password/reset', {
        body: { token: token ?? '', password: String(form.get('password')) },
      }),
    onSuccess: () => {
      // Every session of the account is over, this browser's too.
      rememberSignedIn(false);
      queries.setQueryData(meQuery.queryKey, null);
    },
  });
  const refusal = attempt.error instanceof ApiError ? attempt.error : undefined;
  const fields = refusal?.fields ?? {};
  if (attempt.isSuccess) {
    return (
      <AccountPage title={m.auth_done()} lead={m.auth_reset_done()}>
        <Link to="/login" className="btn btn-primary" data-testid={testids.resetDone}>
          {m.common_sign_in()}
        </Link>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={m.auth_reset_title()} lead={m.auth_reset_lead()}>
      <form
        className="grid gap-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate(new FormData(event.currentTarget));
        }}
      >
        {attempt.error && !fields.password && (
          <FormError>{refusal?.code === 'code_wrong' ? m.auth_link_wrong() : describe(attempt.error)}</FormError>
        )}
        <Field
          label={m.common_new_password()}
          name="password"
          type="password"
          autoComplete="new-password"
          autoFocus
          required
          hint={m.common_password_hint()}
          error={fields.password}
          testid={testids.resetPassword}
        />
        <button
          type="submit"
          className="btn btn-primary"
          disabled={attempt.isPending}
          data-testid={testids.resetSubmit}
        >
          {attempt.isPending ? m.auth_setting_password() : m.auth_set_password()}
        </button>
      </form>
      <p className="mt-6 text-center text-ink-2">
        <Link to="/forgot" className="link">
          {m.auth_new_link()}
        </Link>
      </p>
    </AccountPage>
  );
}
