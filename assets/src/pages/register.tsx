import { useMutation } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { AccountPage } from '~/components/account-page';
import { Field, FormError } from '~/components/form';
import { useFragmentSecret } from '~/lib/fragment-secret';
import { useTitle } from '~/lib/hooks';
import { useSignIn } from '~/lib/use-sign-in';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/register');

export function RegisterPage() {
  useTitle(m.auth_create_account());
  const { next } = route.useSearch();
  const signIn = useSignIn(next);
  // The first start of a server logs a link that brings it.
  const adminToken = useFragmentSecret('admin_token');
  const attempt = useMutation({
    mutationFn: async (form: FormData) => {
      const value = (name: string) => String(form.get(name));
      const [email, username, password] = [value('email'), value('username'), value('password')];
      const body = { email, username, password, ...(adminToken && { admin_token: adminToken }) };
      const { data } = await client.POST('/api/v1/users/register', { body });
      if (!data?.pending) await signIn(email, password);
      return data;
    },
  });
  const fields = attempt.error instanceof ApiError ? attempt.error.fields : {};
  const known = ['email', 'username', 'password'].some((name) => fields[name]);
  if (attempt.data?.pending) {
    return (
      <AccountPage title={m.auth_nearly_there()} lead={m.auth_pending_lead()}>
        <p role="status" data-testid={testids.registerPending}>
          {m.auth_pending_note()}
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage title={m.auth_take_a_seat()} lead={m.auth_register_lead()}>
      <form
        className="grid gap-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate(new FormData(event.currentTarget));
        }}
      >
        {attempt.error && !known && <FormError>{describe(attempt.error)}</FormError>}
        <Field
          label={m.common_email()}
          name="email"
          type="email"
          autoComplete="email"
          autoFocus
          required
          error={fields.email}
          testid={testids.registerEmail}
        />
        <Field
          label={m.auth_username()}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          hint={m.auth_username_hint()}
          error={fields.username}
          testid={testids.registerUsername}
        />
        <Field
          label={m.common_password()}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          hint={m.common_password_hint()}
          error={fields.password}
          testid={testids.registerPassword}
        />
        <button
          type="submit"
          className="btn btn-primary"
          disabled={attempt.isPending}
          data-testid={testids.registerSubmit}
        >
          {attempt.isPending ? m.auth_creating_account() : m.auth_create_account_button()}
        </button>
      </form>
      <p className="mt-6 text-center text-ink-2">
        {m.auth_have_account()}{' '}
        <Link to="/login" search={next ? { next } : {}} replace className="link">
          {m.common_sign_in()}
        </Link>
      </p>
    </AccountPage>
  );
}
