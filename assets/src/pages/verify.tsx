import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { meQuery } from '~/api/queries';
import { AccountPage } from '~/components/account-page';
import { CodeForm } from '~/components/code-form';
import { FormError } from '~/components/form';
import { useTitle } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';

export function VerifyPage() {
  useTitle(m.auth_verify_title());
  const queries = useQueryClient();
  const { data: user } = useQuery(meQuery);
  const send = useMutation({ mutationFn: () => client.POST('/api/v1/users/me/email/verify') });
  const confirm = async (code: string) => {
    const { data } = await client.POST('/api/v1/users/me/email/confirm', { body: { code } });
    queries.setQueryData(meQuery.queryKey, data?.user ?? null);
  };
  if (user?.email_verified) {
    return (
      <AccountPage title={m.auth_verified()} lead={m.auth_verified_lead({ email: user.email })}>
        <p role="status" data-testid={testids.verifyDone}>
          {m.auth_verified_note()}
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage
      title={m.auth_verify_title()}
      lead={user ? m.auth_verify_lead({ email: user.email }) : m.auth_verify_lead_you()}
    >
      <div className="mb-7 grid gap-5">
        {send.error && <FormError>{describe(send.error)}</FormError>}
        <button
          type="button"
          className="btn btn-quiet"
          disabled={send.isPending}
          data-testid={testids.verifySend}
          onClick={() => send.mutate()}
        >
          {send.isSuccess ? m.auth_sent_again() : m.auth_send_code()}
        </button>
      </div>
      <CodeForm confirm={confirm} fieldTestid={testids.verifyCode} submitTestid={testids.verifySubmit} />
    </AccountPage>
  );
}
