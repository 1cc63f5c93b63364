import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { AccountPage } from '~/components/account-page';
import { CodeForm } from '~/components/code-form';
import { FormError } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';

export function VerifyPage() {
  useTitle('Confirm your e-mail');
  const queries = useQueryClient();
  const { data: user } = useQuery(meQuery);
  const send = useMutation({ mutationFn: () => client.POST('/api/v1/users/me/email/verify') });
  const confirm = async (code: string) => {
    const { data } = await client.POST('/api/v1/users/me/email/confirm', { body: { code } });
    queries.setQueryData(meQuery.queryKey, data?.user ?? null);
  };
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
      <div className="mb-7 grid gap-5">
        {send.error && <FormError>{describe(send.error)}</FormError>}
        <button
          type="button"
          className="btn btn-quiet"
          disabled={send.isPending}
          data-testid={testids.verifySend}
          onClick={() => send.mutate()}
        >
          {send.isSuccess ? 'Sent. Send another' : 'Send the code'}
        </button>
      </div>
      <CodeForm confirm={confirm} fieldTestid={testids.verifyCode} submitTestid={testids.verifySubmit} />
    </AccountPage>
  );
}
