import { useQuery } from '@tanstack/react-query';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { rulesQuery } from '~/operator/moderation/queries';
import { RulesForm } from '~/operator/moderation/rules-form';

export function CommentRulesPage() {
  useTitle('Comment rules');
  const rules = useQuery({ ...rulesQuery, refetchOnMount: 'always', staleTime: Infinity });
  return (
    <Section
      title="Comment rules"
      lead="For every comment on this server. What is held waits for a moderator or the owner of the video; what is refused is not taken."
    >
      {rules.isPending && <div className="skeleton h-96 rounded-card!" aria-busy="true" aria-label="Loading" />}
      {!rules.data && rules.isError && <ErrorCard error={rules.error} retry={() => void rules.refetch()} />}
      {rules.data && !rules.isFetching && <RulesForm rules={rules.data} />}
    </Section>
  );
}
