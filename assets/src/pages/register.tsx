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

const route = getRouteApi('/register');

export function RegisterPage() {
  useTitle('Create an account');
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
      <AccountPage title="Nearly there" lead="An operator of this server looks at new accounts.">
        <p role="status" data-testid={testids.registerPending}>
          You get a mail when yours is ready.
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage title="Take a seat" lead="One account to upload, publish and keep your place.">
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
          label="E-mail"
          name="email"
          type="email"
          autoComplete="email"
          autoFocus
          required
          error={fields.email}
          testid={testids.registerEmail}
        />
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          hint="The name of your channel, as others see it."
          error={fields.username}
          testid={testids.registerUsername}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          hint="A long one that you use nowhere else."
          error={fields.password}
          testid={testids.registerPassword}
        />
        <button
          type="submit"
          className="btn btn-primary"
          disabled={attempt.isPending}
          data-testid={testids.registerSubmit}
        >
          {attempt.isPending ? 'Creating your account…' : 'Create account'}
        </button>
      </form>
      <p className="mt-6 text-center text-ink-2">
        Already have one?{' '}
        <Link to="/login" search={next ? { next } : {}} className="link">
          Sign in
        </Link>
      </p>
    </AccountPage>
  );
}
