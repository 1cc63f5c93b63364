import { useQuery } from '@tanstack/react-query';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { rulesQuery } from '~/operator/moderation/queries';
import { RulesForm } from '~/operator/moderation/rules-form';
import { m } from '~/words';

export function CommentRulesPage() {
  useTitle(m.operator_comment_rules());
  const rules = useQuery({ ...rulesQuery, refetchOnMount: 'always', staleTime: Infinity });
  return (
    <Section title={m.operator_comment_rules()} lead={m.operator_comment_rules_lead()}>
      {rules.isPending && (
        <div className="skeleton h-96 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
      {!rules.data && rules.isError && <ErrorCard error={rules.error} retry={() => void rules.refetch()} />}
      {rules.data && !rules.isFetching && <RulesForm rules={rules.data} />}
    </Section>
  );
}
