import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { ListedTier } from '~/api/types';
import { FormActions } from '~/components/form-actions';
import { Field, Form } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { tiersQuery } from './queries';
import { parseSize, sizeText } from './size';

interface TierDialogProps {
  /** undefined: a new one. */
  tier: ListedTier | undefined;
  onClose: () => void;
}

interface Wanted {
  name: string;
  max_upload_bytes: number | null;
  max_stored_bytes: number | null;
  max_open_uploads: number | null;
}

type Read = { wanted: Wanted } | { errors: Record<string, string> };

/** Sizes are read here, since people write them with units; everything else is checked by the server. */
function readForm(form: FormData, name: string | undefined): Read {
  const text = (field: string) => String(form.get(field) ?? '').trim();
  const errors: Record<string, string> = {};
  const size = (field: string) => {
    const found = parseSize(text(field));
    if (found === undefined) errors[field] = m.operator_size_wrong();
    return found ?? null;
  };
  const uploads = text('max_open_uploads');
  if (!/^\d{0,9}$/.test(uploads)) errors.max_open_uploads = m.operator_whole_number();
  const wanted = {
    name: name ?? text('name'),
    max_upload_bytes: size('max_upload_bytes'),
    max_stored_bytes: size('max_stored_bytes'),
    max_open_uploads: uploads ? Number(uploads) : null,
  };
  return Object.keys(errors).length > 0 ? { errors } : { wanted };
}

/** Makes a tier, or gives one other limits. */
export function TierDialog({ tier, onClose }: TierDialogProps) {
  const queries = useQueryClient();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = useMutation({
    mutationFn: ({ name, ...body }: Wanted) =>
      client.PUT('/api/v1/operator/tiers/{name}', { params: { path: { name } }, body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tiersQuery.queryKey });
      void notify('success', tier ? m.operator_limits_hold() : m.operator_tier_made());
      onClose();
    },
  });
  const fields = { ...fieldsOf(save.error), ...errors };
  const submit = (form: FormData) => {
    const read = readForm(form, tier?.name);
    save.reset();
    setErrors('errors' in read ? read.errors : {});
    if ('wanted' in read) save.mutate(read.wanted);
  };
  const isWrong = Object.keys(errors).length > 0;
  return (
    <TitledDialog title={tier ? m.operator_limits_of({ name: tier.name }) : m.operator_new_tier()} onClose={onClose}>
      <Form onSubmit={submit} error={isWrong ? errors : save.error} fields={fields}>
        {!tier && (
          <Field
            label={m.common_name()}
            name="name"
            autoFocus
            autoComplete="off"
            maxLength={40}
            hint={m.operator_tier_name_hint()}
            error={fields.name}
            testid={testids.tierName}
          />
        )}
        <Field
          label={m.settings_tier_upload()}
          name="max_upload_bytes"
          autoFocus={tier !== undefined}
          autoComplete="off"
          placeholder={m.settings_tier_unset()}
          defaultValue={sizeText(tier?.max_upload_bytes)}
          hint={m.operator_size_hint()}
          error={fields.max_upload_bytes}
          testid={testids.tierUpload}
        />
        <Field
          label={m.settings_tier_stored()}
          name="max_stored_bytes"
          autoComplete="off"
          placeholder={m.settings_tier_unset()}
          defaultValue={sizeText(tier?.max_stored_bytes)}
          error={fields.max_stored_bytes}
          testid={testids.tierStored}
        />
        <Field
          label={m.settings_tier_open()}
          name="max_open_uploads"
          inputMode="numeric"
          autoComplete="off"
          placeholder={m.settings_tier_unset()}
          defaultValue={tier?.max_open_uploads ?? ''}
          error={fields.max_open_uploads}
          testid={testids.tierOpen}
        />
        <FormActions
          action={tier ? m.operator_save_limits() : m.operator_make_tier()}
          working={m.common_saving()}
          pending={save.isPending}
          testid={testids.tierSave}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
