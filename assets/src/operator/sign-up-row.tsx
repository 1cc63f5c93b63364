import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { SignUp } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { focusSection, sectionOf } from '~/components/section';
import { age } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { Cell, Row } from './list';
import { PersonName } from './person-name';

type Decision = 'approve' | 'refuse';

export function SignUpRow({ signUp }: { signUp: SignUp }) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const decide = useMutation({
    mutationFn: (decision: Decision) => {
      const init = { params: { path: { user: signUp.user } } };
      return decision === 'approve'
        ? client.POST('/api/v1/operator/sign-ups/{user}/approve', init)
        : client.POST('/api/v1/operator/sign-ups/{user}/refuse', init);
    },
    onSuccess: (_nothing, decision) =>
      notify('success', (decision === 'approve' ? m.operator_let_in : m.operator_refused)({ name: signUp.username })),
    onError: (error) => notify('error', isNotFound(error) ? m.operator_decided_already() : describe(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['operator'] }),
  });
  return (
    <Row testid={testids.signUp}>
      <Cell wide>
        <PersonName username={signUp.username} email={signUp.email} />
      </Cell>
      <Cell wide>
        <span className="text-sm text-ink-2">{age(signUp.created_at)}</span>
      </Cell>
      <Cell>
        <div className="flex flex-wrap gap-2">
          <button
            type="button"
            className="btn btn-primary"
            aria-label={m.operator_approve_named({ name: signUp.username })}
            disabled={decide.isPending}
            data-testid={testids.signUpApprove}
            onClick={({ currentTarget }) => {
              focusSection(sectionOf(currentTarget));
              decide.mutate('approve');
            }}
          >
            {m.operator_approve()}
          </button>
          <button
            type="button"
            className="btn btn-quiet"
            aria-label={m.operator_refuse_named({ name: signUp.username })}
            disabled={decide.isPending}
            data-testid={testids.signUpRefuse}
            onClick={() => setAsks(true)}
          >
            {m.operator_refuse()}
          </button>
        </div>
        {asks && (
          <ConfirmDialog
            title={m.operator_refuse_title({ name: signUp.username })}
            action={m.operator_refuse()}
            working={m.operator_refusing()}
            keep={m.operator_not_yet()}
            pending={decide.isPending}
            testid={testids.signUpRefuseConfirm}
            onConfirm={() => decide.mutate('refuse', { onSettled: () => setAsks(false) })}
            onClose={() => setAsks(false)}
          >
            {m.operator_refuse_note({ email: signUp.email })}
          </ConfirmDialog>
        )}
      </Cell>
    </Row>
  );
}
