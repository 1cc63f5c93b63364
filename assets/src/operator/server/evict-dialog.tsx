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
import { counted } from '../figures';
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
      const what = `Gone: ${counted(run.rungs, 'rendition')} with ${bytes(run.bytes)}`;
      void notify('success', run.rungs === 0 ? 'Everything is watched: nothing had to go' : what);
      onClose();
    },
  });
  return (
    <TitledDialog title="Evict what nobody watches?" onClose={onClose}>
      <p className="-mt-2 mb-5 leading-relaxed text-ink-2">
        Encoded renditions go, never the source’s own streams, the sound, or the smallest rendition. What is asked for
        again is made again.
      </p>
      <Form onSubmit={(form) => evict.mutate(form)} error={evict.error}>
        <Field
          label="Not watched for, in days"
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
          action="Evict"
          working="Evicting…"
          tone="btn-bad"
          pending={evict.isPending}
          testid={testids.evictConfirm}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
