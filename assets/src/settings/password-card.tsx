import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { User } from '~/api/types';
import { Field, Form } from '~/components/form';
import { Section } from '~/components/section';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { sessionsQuery } from './queries';

export function PasswordCard({ user }: { user: User }) {
  const queries = useQueryClient();
  const [changes, setChanges] = useState(0);
  const change = useMutation({
    mutationFn: (form: FormData) => {
      const body = { current_password: String(form.get('current')), new_password: String(form.get('new')) };
      return client.POST('/api/v1/users/me/password', { body });
    },
    onSuccess: () => {
      setChanges((count) => count + 1);
      void queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      void notify('success', m.settings_password_changed());
    },
  });
  const fields = fieldsOf(change.error, { wrong_password: 'current_password' });
  return (
    <Section title={m.common_password()} lead={m.settings_password_lead()}>
      <Form
        key={changes}
        className="grid max-w-sm grid-cols-1 gap-5"
        onSubmit={(form) => change.mutate(form)}
        error={change.error}
        fields={fields}
      >
        {/* For password managers: whose password it is. */}
        <input type="text" autoComplete="username" value={user.email} readOnly hidden />
        <Field
          label={m.settings_current_password()}
          name="current"
          type="password"
          autoComplete="current-password"
          required
          error={fields.current_password}
          testid={testids.passwordCurrent}
        />
        <Field
          label={m.common_new_password()}
          name="new"
          type="password"
          autoComplete="new-password"
          required
          hint={m.common_password_hint()}
          error={fields.new_password}
          testid={testids.passwordNew}
        />
        <button
          type="submit"
          className="btn btn-primary justify-self-start"
          disabled={change.isPending}
          data-testid={testids.passwordSave}
        >
          {change.isPending ? m.settings_changing() : m.settings_change_password()}
        </button>
      </Form>
    </Section>
  );
}
