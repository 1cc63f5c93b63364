import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { Account } from '~/api/types';
import { Form, SelectField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { TitledDialog } from '~/components/titled-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { tiersQuery } from './queries';

interface GiveTierDialogProps {
  account: Account;
  onClose: () => void;
}

/** Says what a person may upload and keep. */
export function GiveTierDialog({ account, onClose }: GiveTierDialogProps) {
  const queries = useQueryClient();
  const { data: tiers } = useQuery(tiersQuery);
  const give = useMutation({
    mutationFn: (tier: string) => {
      const params = { path: { id: account.id } };
      return client.PUT('/api/v1/operator/users/{id}/tier', { params, body: { tier: tier || null } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['operator'] });
      void notify('success', m.operator_has_tier({ name: account.username }));
      onClose();
    },
  });
  const others = tiers?.filter((tier) => !tier.is_default) ?? [];
  const usual = tiers?.find((tier) => tier.is_default);
  return (
    <TitledDialog title={m.operator_tier_of({ name: account.username })} onClose={onClose}>
      <Form onSubmit={(form) => give.mutate(String(form.get('tier')))} error={give.error}>
        <SelectField
          label={m.operator_tier()}
          name="tier"
          autoFocus
          hint={m.operator_give_tier_hint()}
          error={fieldsOf(give.error).tier}
          testid={testids.giveTier}
        >
          <option value="">
            {usual ? m.operator_tier_as_everybody({ tier: usual.name }) : m.operator_as_everybody()}
          </option>
          {others.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <FormActions
          action={m.operator_give_tier()}
          working={m.common_one_moment()}
          pending={give.isPending}
          testid={testids.giveTierSave}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
