import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from 'radix-ui';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { type Account, roles } from '~/api/types';
import { Form, SelectField, TextField } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { clsx } from '~/lib/clsx';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { roleLabels } from './labels';

export type Change = 'role' | 'ban' | 'unban';

interface Words {
  title: (inputs: { name: string }) => string;
  note: () => string;
  save: () => string;
}

const words: Record<Change, Words> = {
  role: {
    title: m.operator_role_of,
    note: m.operator_role_note,
    save: m.operator_role_save,
  },
  ban: {
    title: m.operator_ban_title,
    note: m.operator_ban_note,
    save: m.operator_ban,
  },
  unban: {
    title: m.operator_unban_title,
    note: m.operator_unban_note,
    save: m.operator_unban,
  },
};

function bodyOf(change: Change, form: FormData) {
  const reason = String(form.get('reason')).trim();
  const about = reason ? { reason } : {};
  if (change === 'role') return { role: String(form.get('role')), ...about };
  return { status: change === 'ban' ? 'banned' : 'active', ...about };
}

interface AccountDialogProps {
  account: Account;
  change: Change;
  onClose: () => void;
}

/** Changes role or status of somebody, with a reason for the audit log. */
export function AccountDialog({ account, change, onClose }: AccountDialogProps) {
  const queries = useQueryClient();
  const { title, note, save } = words[change];
  const update = useMutation({
    mutationFn: (form: FormData) => {
      const params = { path: { id: account.id } };
      return client.PATCH('/api/v1/operator/users/{id}', { params, body: bodyOf(change, form) });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['operator'] });
      void notify('success', m.operator_done());
      onClose();
    },
  });
  const fields = fieldsOf(update.error);
  return (
    <TitledDialog title={title({ name: account.username })} onClose={onClose}>
      <p className="-mt-2 mb-5 leading-relaxed text-ink-2">{note()}</p>
      <Form onSubmit={(form) => update.mutate(form)} error={update.error}>
        {change === 'role' && (
          <SelectField
            label={m.operator_role()}
            name="role"
            defaultValue={account.role}
            autoFocus
            error={fields.role}
            testid={testids.accountRole}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleLabels[role]()}
              </option>
            ))}
          </SelectField>
        )}
        <TextField
          label={m.operator_reason()}
          name="reason"
          autoFocus={change !== 'role'}
          maxLength={500}
          hint={m.operator_for_audit()}
          error={fields.reason}
          testid={testids.accountReason}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Dialog.Close className="btn btn-quiet">{m.common_cancel()}</Dialog.Close>
          <button
            type="submit"
            className={clsx('btn', change === 'ban' ? 'btn-bad' : 'btn-primary')}
            disabled={update.isPending}
            data-testid={testids.accountSave}
          >
            {update.isPending ? m.common_one_moment() : save()}
          </button>
        </div>
      </Form>
    </TitledDialog>
  );
}
