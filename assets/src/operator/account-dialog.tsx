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

export type Change = 'role' | 'ban' | 'unban';

interface Words {
  title: (name: string) => string;
  note: string;
  save: string;
}

const words: Record<Change, Words> = {
  role: {
    title: (name) => `Role of ${name}`,
    note: 'It works at once. Moderators look after what people publish; admins run the server.',
    save: 'Change the role',
  },
  ban: {
    title: (name) => `Ban ${name}?`,
    note: 'They are signed out everywhere, and what they have published is gone for others.',
    save: 'Ban',
  },
  unban: {
    title: (name) => `Let ${name} back in?`,
    note: 'They may sign in again, and what they have published is back.',
    save: 'Lift the ban',
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
      void notify('success', 'Done');
      onClose();
    },
  });
  const fields = fieldsOf(update.error);
  return (
    <TitledDialog title={title(account.username)} onClose={onClose}>
      <p className="-mt-2 mb-5 leading-relaxed text-ink-2">{note}</p>
      <Form onSubmit={(form) => update.mutate(form)} error={update.error}>
        {change === 'role' && (
          <SelectField
            label="Role"
            name="role"
            defaultValue={account.role}
            autoFocus
            error={fields.role}
            testid={testids.accountRole}
          >
            {roles.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </SelectField>
        )}
        <TextField
          label="Reason"
          name="reason"
          autoFocus={change !== 'role'}
          maxLength={500}
          hint="For the audit log."
          error={fields.reason}
          testid={testids.accountReason}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Dialog.Close className="btn btn-quiet">Cancel</Dialog.Close>
          <button
            type="submit"
            className={clsx('btn', change === 'ban' ? 'btn-bad' : 'btn-primary')}
            disabled={update.isPending}
            data-testid={testids.accountSave}
          >
            {update.isPending ? 'One moment…' : save}
          </button>
        </div>
      </Form>
    </TitledDialog>
  );
}
