import { useInfiniteQuery } from '@tanstack/react-query';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { List } from '~/operator/list';
import { signUpsQuery } from '~/operator/queries';
import { SignUpRow } from '~/operator/sign-up-row';
import { m } from '~/words';

export function SignUpsPage() {
  useTitle(m.operator_sign_ups());
  const list = useInfiniteQuery({ ...signUpsQuery, refetchOnMount: 'always' });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={m.operator_sign_ups_title()} lead={m.operator_sign_ups_lead()}>
      <List
        list={list}
        caption={m.operator_sign_ups_caption()}
        columns={[m.operator_person(), m.operator_asked(), m.operator_decision()]}
        isEmpty={items.length === 0}
        empty={m.operator_nobody_waits()}
      >
        {items.map((signUp) => (
          <SignUpRow key={signUp.user} signUp={signUp} />
        ))}
      </List>
    </Section>
  );
}
