import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import type { ApiKeyCreated } from '~/api/types';
import { Field, Form, SelectField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { testids } from '~/testids';
import { apiKeysQuery } from './queries';

const DAY_MS = 86_400_000;

const scopes = [
  { value: 'read', label: 'Read', note: 'See what you may see' },
  { value: 'upload', label: 'Upload', note: 'Upload videos' },
  { value: 'manage', label: 'Manage', note: 'Change and delete your videos' },
  { value: 'operator', label: 'Operator', note: 'Run this server; for admins' },
] as const;

const lifetimes = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'no end'],
] as const;

function Scopes({ withOperator, error }: { withOperator: boolean; error?: string | undefined }) {
  return (
    <fieldset aria-describedby={error && 'scopes-note'}>
      <legend className="mb-1.5 text-sm font-semibold">What it may do</legend>
      {scopes
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
              {label} <span className="text-sm text-ink-3">{note}</span>
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
        label="Name"
        name="name"
        autoComplete="off"
        autoFocus
        required
        hint="What it is for."
        error={fields.name}
        testid={testids.apiKeyName}
      />
      <Scopes withOperator={withOperator} error={fields.scopes} />
      <SelectField label="Good for" name="days" error={fields.expires_at} testid={testids.apiKeyLifetime}>
        {lifetimes.map(([days, label]) => (
          <option key={label} value={days}>
            {label}
          </option>
        ))}
      </SelectField>
      <FormActions
        action="Make the key"
        working="Making…"
        pending={make.isPending}
        testid={testids.apiKeyCreate}
        onClose={onClose}
      />
    </Form>
  );
}
