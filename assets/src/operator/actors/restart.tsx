import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import type { Actor } from './types';

export const nameOf = ({ kind, label, id }: Actor) => (label ? `${kind} ${label}` : `${kind} #${id}`);

interface RestartDialogProps {
  actor: Actor;
  onClose: () => void;
}

/** Asks before an actor begins anew: what it does now is done again, and what is below it ends. */
export function RestartDialog({ actor, onClose }: RestartDialogProps) {
  const queries = useQueryClient();
  const restart = useMutation({
    mutationFn: () => client.POST('/api/v1/operator/actors/{actor}/restart', { params: { path: { actor: actor.id } } }),
    onSuccess: () => notify('success', `${actor.kind} #${actor.id} begins anew`),
    onError: (error) => notify('error', isNotFound(error) ? 'It has ended meanwhile.' : describe(error)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['operator'] });
    },
  });
  return (
    <ConfirmDialog
      title={`Restart ${actor.kind}?`}
      action="Restart"
      working="Restarting…"
      keep="Leave it"
      pending={restart.isPending}
      testid={testids.actorRestartConfirm}
      onConfirm={() => restart.mutate()}
      onClose={onClose}
    >
      {nameOf(actor)} finishes what it has accepted and is built afresh; the actors below it end first. Messages that
      come meanwhile wait in its mailbox. After five seconds it is killed.
    </ConfirmDialog>
  );
}
