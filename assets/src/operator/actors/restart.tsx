import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { kindOf } from '../labels';
import { nameOf } from './name-of';
import type { Actor } from './types';

interface RestartDialogProps {
  actor: Actor;
  onClose: () => void;
}

/** Asks before an actor begins anew: what it does now is done again, and what is below it ends. */
export function RestartDialog({ actor, onClose }: RestartDialogProps) {
  const queries = useQueryClient();
  const restart = useMutation({
    mutationFn: () => client.POST('/api/v1/operator/actors/{actor}/restart', { params: { path: { actor: actor.id } } }),
    onSuccess: () => notify('success', m.operator_begins_anew_named({ name: `${kindOf(actor.kind)} #${actor.id}` })),
    onError: (error) => notify('error', isNotFound(error) ? m.operator_ended_meanwhile() : describe(error)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['operator'] });
    },
  });
  return (
    <ConfirmDialog
      title={m.operator_restart_title({ name: kindOf(actor.kind) })}
      action={m.operator_restart()}
      working={m.operator_restarting()}
      keep={m.operator_leave_it()}
      pending={restart.isPending}
      testid={testids.actorRestartConfirm}
      onConfirm={() => restart.mutate()}
      onClose={onClose}
    >
      {m.operator_restart_note({ name: nameOf(actor) })}
    </ConfirmDialog>
  );
}
