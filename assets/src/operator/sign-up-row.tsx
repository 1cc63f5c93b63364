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
      notify('success', `${signUp.username} ${decision === 'approve' ? 'is let in' : 'is refused'}`),
    onError: (error) => notify('error', isNotFound(error) ? 'Another operator has decided already.' : describe(error)),
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
            aria-label={`Approve ${signUp.username}`}
            disabled={decide.isPending}
            data-testid={testids.signUpApprove}
            onClick={({ currentTarget }) => {
              focusSection(sectionOf(currentTarget));
              decide.mutate('approve');
            }}
          >
            Approve
          </button>
          <button
            type="button"
            className="btn btn-quiet"
            aria-label={`Refuse ${signUp.username}`}
            disabled={decide.isPending}
            data-testid={testids.signUpRefuse}
            onClick={() => setAsks(true)}
          >
            Refuse
          </button>
        </div>
        {asks && (
          <ConfirmDialog
            title={`Refuse ${signUp.username}?`}
            action="Refuse"
            working="Refusing…"
            keep="Not yet"
            pending={decide.isPending}
            testid={testids.signUpRefuseConfirm}
            onConfirm={() => decide.mutate('refuse', { onSettled: () => setAsks(false) })}
            onClose={() => setAsks(false)}
          >
            The account is removed, and {signUp.email} is told so.
          </ConfirmDialog>
        )}
      </Cell>
    </Row>
  );
}
