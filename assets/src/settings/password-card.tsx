import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { User } from '~/api/types';
import { Field, Form } from '~/components/form';
import { Section } from '~/components/section';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
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
      void notify('success', 'Password changed. Every other device is signed out.');
    },
  });
  const fields = fieldsOf(change.error, { wrong_password: 'current_password' });
  return (
    <Section title="Password" lead="When it changes, every other device is signed out.">
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
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          error={fields.current_password}
          testid={testids.passwordCurrent}
        />
        <Field
          label="New password"
          name="new"
          type="password"
          autoComplete="new-password"
          required
          hint="A long one that you use nowhere else."
          error={fields.new_password}
          testid={testids.passwordNew}
        />
        <button
          type="submit"
          className="btn btn-primary justify-self-start"
          disabled={change.isPending}
          data-testid={testids.passwordSave}
        >
          {change.isPending ? 'Changing…' : 'Change the password'}
        </button>
      </Form>
    </Section>
  );
}
