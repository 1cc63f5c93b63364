import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { AccountPage } from '~/components/account-page';
import { Field, FormError } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

export function VerifyPage() {
  useTitle('Confirm your e-mail');
  const queries = useQueryClient();
  const { data: user } = useQuery(meQuery);
  const send = useMutation({ mutationFn: () => client.POST('/api/v1/users/me/email/verify') });
  const confirm = useMutation({
    mutationFn: (form: FormData) =>
      client.POST('/api/v1/users/me/email/confirm', { body: { code: String(form.get('code')) } }),
    onSuccess: ({ data }) => queries.setQueryData(meQuery.queryKey, data?.user ?? null),
  });
  const error = confirm.error ?? send.error;
  if (user?.email_verified) {
    return (
      <AccountPage title="Confirmed" lead={`${user.email} is yours.`}>
        <p role="status" data-testid={testids.verifyDone}>
          There is nothing more to do.
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage title="Confirm your e-mail" lead={`We send a code of 8 digits to ${user?.email ?? 'you'}.`}>
      <button
        type="button"
        className="btn mb-7 w-full"
        disabled={send.isPending}
        data-testid={testids.verifySend}
        onClick={() => send.mutate()}
      >
        {send.isSuccess ? 'Sent. Send another' : 'Send the code'}
      </button>
      <form
        className="grid gap-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate(new FormData(event.currentTarget));
        }}
      >
        {error instanceof ApiError && <FormError>{describe(error)}</FormError>}
        <Field
          label="Code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          testid={testids.verifyCode}
        />
        <button
          type="submit"
          className="btn btn-primary"
          disabled={confirm.isPending}
          data-testid={testids.verifySubmit}
        >
          {confirm.isPending ? 'Confirming…' : 'Confirm'}
        </button>
      </form>
    </AccountPage>
  );
}
