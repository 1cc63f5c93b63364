import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import { Field, Form } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { TitledDialog } from '~/components/titled-dialog';
import { bytes } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { count } from '../figures';
import { storageQuery } from './queries';

interface EvictDialogProps {
  /** The setting's days. */
  days: number | null | undefined;
  onClose: () => void;
}

const USUAL_DAYS = 30;

/** Lets go what nobody watches, now. */
export function EvictDialog({ days, onClose }: EvictDialogProps) {
  const queries = useQueryClient();
  const evict = useMutation({
    mutationFn: async (form: FormData) => {
      const body = { unwatched_days: Math.floor(Number(form.get('unwatched_days'))) };
      return must((await client.POST('/api/v1/operator/storage/evictions', { body })).data);
    },
    onSuccess: async (run) => {
      await queries.invalidateQueries({ queryKey: storageQuery.queryKey });
      const what = m.operator_evicted_run({ count: run.rungs, shown: count(run.rungs), size: bytes(run.bytes) });
      void notify('success', run.rungs === 0 ? m.operator_everything_watched() : what);
      onClose();
    },
  });
  return (
    <TitledDialog title={m.operator_evict_title()} onClose={onClose}>
      <p className="-mt-2 mb-5 leading-relaxed text-ink-2">{m.operator_evict_note()}</p>
      <Form onSubmit={(form) => evict.mutate(form)} error={evict.error}>
        <Field
          label={m.operator_unwatched_days()}
          name="unwatched_days"
          type="number"
          min={0}
          max={3650}
          autoFocus
          defaultValue={days ?? USUAL_DAYS}
          error={fieldsOf(evict.error).unwatched_days}
          testid={testids.evictDays}
        />
        <FormActions
          action={m.operator_evict()}
          working={m.operator_evicting()}
          tone="btn-bad"
          pending={evict.isPending}
          testid={testids.evictConfirm}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
