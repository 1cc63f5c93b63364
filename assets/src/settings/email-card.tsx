import { useMutation } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import type { User } from '~/api/types';
import { CodeForm } from '~/components/code-form';
import { FormError } from '~/components/form';
import { Section } from '~/components/section';
import { testids } from '~/testids';
import { m } from '~/words';
import { useKeepAccount } from './account';
import { Confirmed } from './confirmed';

export function EmailCard({ user }: { user: User }) {
  const keep = useKeepAccount();
  const send = useMutation({ mutationFn: () => client.POST('/api/v1/users/me/email/verify') });
  const confirm = async (code: string) => {
    const { data } = await client.POST('/api/v1/users/me/email/confirm', { body: { code } });
    if (data) keep(data.user);
  };
  return (
    <Section title={m.common_email()} lead={m.settings_email_lead()}>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-0 font-semibold break-all">{user.email}</span>
        <Confirmed yes={user.email_verified} testid={testids.emailState} />
      </p>
      {!user.email_verified && (
        <div className="mt-5 grid max-w-sm grid-cols-1 gap-5">
          {send.error && <FormError>{describe(send.error)}</FormError>}
          <button
            type="button"
            className="btn btn-quiet justify-self-start"
            disabled={send.isPending}
            data-testid={testids.emailSend}
            onClick={() => send.mutate()}
          >
            {send.isSuccess ? m.settings_send_another_code() : m.settings_send_a_code()}
          </button>
          {send.isSuccess && (
            <>
              <p role="status" className="text-sm text-ink-2">
                {m.settings_code_on_its_way()}
              </p>
              <CodeForm
                confirm={confirm}
                fieldTestid={testids.emailCode}
                submitTestid={testids.emailConfirm}
                autoFocus
              />
            </>
          )}
        </div>
      )}
    </Section>
  );
}
