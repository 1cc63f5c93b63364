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

export function ResetPage() {
  useTitle('Set a new password');
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
  const fields = attempt.error instanceof ApiError ? attempt.error.fields : {};
  if (attempt.isSuccess) {
    return (
      <AccountPage title="Done" lead="Your password is changed, and every device is signed out.">
        <Link to="/login" className="btn btn-primary" data-testid={testids.resetDone}>
          Sign in
        </Link>
      </AccountPage>
    );
  }
  return (
    <AccountPage title="Set a new password" lead="Every device is signed out when it is set.">
      <form
        className="grid gap-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate(new FormData(event.currentTarget));
        }}
      >
        {attempt.error && !fields.password && <FormError>{describe(attempt.error)}</FormError>}
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          autoFocus
          required
          hint="A long one that you use nowhere else."
          error={fields.password}
          testid={testids.resetPassword}
        />
        <button
          type="submit"
          className="btn btn-primary"
          disabled={attempt.isPending}
          data-testid={testids.resetSubmit}
        >
          {attempt.isPending ? 'Setting…' : 'Set the password'}
        </button>
      </form>
      <p className="mt-6 text-center text-ink-2">
        <Link to="/forgot" className="link">
          Ask for a new link
        </Link>
      </p>
    </AccountPage>
  );
}
