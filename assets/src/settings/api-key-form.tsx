import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import type { ApiKeyCreated } from '~/api/types';
import { Field, Form, SelectField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { testids } from '~/testids';
import { m } from '~/words';
import { apiKeysQuery } from './queries';

const DAY_MS = 86_400_000;

export const scopeChoices = [
  { value: 'read', label: m.settings_scope_read, note: m.settings_scope_read_note },
  { value: 'upload', label: m.settings_scope_upload, note: m.settings_scope_upload_note },
  { value: 'manage', label: m.settings_scope_manage, note: m.settings_scope_manage_note },
  { value: 'operator', label: m.settings_scope_operator, note: m.settings_scope_operator_note },
] as const;

const lifetimes: readonly (readonly [days: string, label: (inputs: { days: string }) => string])[] = [
  ['30', m.settings_life_days],
  ['90', m.settings_life_days],
  ['365', m.settings_life_year],
  ['', m.settings_life_endless],
];

function Scopes({ withOperator, error }: { withOperator: boolean; error?: string | undefined }) {
  return (
    <fieldset aria-describedby={error && 'scopes-note'}>
      <legend className="mb-1.5 text-sm font-semibold">{m.settings_key_may()}</legend>
      {scopeChoices
        .filter(({ value }) => withOperator || value !== 'operator')
        .map(({ value, label, note }) => (
          <label key={value} className="flex min-h-11 cursor-pointer items-center gap-3">
            <input
              type="checkbox"
              name="scopes"
              value={value}
              defaultChecked={value === 'read'}
              className="size-5 flex-none accent-(--accent)"
              aria-invalid={error ? true : undefined}
              data-testid={testids.apiKeyScope}
            />
            <span>
              {label()} <span className="text-sm text-ink-3">{note()}</span>
            </span>
          </label>
        ))}
      {error && (
        <p id="scopes-note" className="mt-1.5 text-sm text-bad" data-testid={testids.fieldError}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function bodyOf(form: FormData) {
  const days = Number(form.get('days'));
  return {
    name: String(form.get('name')),
    scopes: form.getAll('scopes').map(String),
    ...(days > 0 && { expires_at: new Date(Date.now() + days * DAY_MS).toISOString() }),
  };
}

interface ApiKeyFormProps {
  withOperator: boolean;
  onMade: (made: ApiKeyCreated) => void;
  onClose: () => void;
}

export function ApiKeyForm({ withOperator, onMade, onClose }: ApiKeyFormProps) {
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: async (form: FormData) =>
      must((await client.POST('/api/v1/users/me/api-keys', { body: bodyOf(form) })).data),
    onSuccess: (made) => {
      queries.setQueryData(apiKeysQuery.queryKey, (old = []) => [made.api_key, ...old]);
      onMade(made);
    },
  });
  const fields = fieldsOf(make.error);
  return (
    <Form className="grid max-w-sm grid-cols-1 gap-5" onSubmit={(form) => make.mutate(form)} error={make.error}>
      <Field
        label={m.common_name()}
        name="name"
        autoComplete="off"
        autoFocus
        required
        hint={m.settings_key_name_hint()}
        error={fields.name}
        testid={testids.apiKeyName}
      />
      <Scopes withOperator={withOperator} error={fields.scopes} />
      <SelectField
        label={m.settings_key_good_for()}
        name="days"
        error={fields.expires_at}
        testid={testids.apiKeyLifetime}
      >
        {lifetimes.map(([days, label]) => (
          <option key={days} value={days}>
            {label({ days })}
          </option>
        ))}
      </SelectField>
      <FormActions
        action={m.settings_make_key_submit()}
        working={m.settings_making_key()}
        pending={make.isPending}
        testid={testids.apiKeyCreate}
        onClose={onClose}
      />
    </Form>
  );
}
