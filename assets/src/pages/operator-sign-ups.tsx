import { useInfiniteQuery } from '@tanstack/react-query';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { List } from '~/operator/list';
import { signUpsQuery } from '~/operator/queries';
import { SignUpRow } from '~/operator/sign-up-row';

export function SignUpsPage() {
  useTitle('Sign-ups');
  const list = useInfiniteQuery({ ...signUpsQuery, refetchOnMount: 'always' });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title="Sign-ups that wait"
      lead="New accounts where this server asks for approval. You decide, they get a mail."
    >
      <List
        list={list}
        caption="Sign-ups that wait, the longest first"
        columns={['Person', 'Asked', 'Decision']}
        isEmpty={items.length === 0}
        empty="Nobody waits."
      >
        {items.map((signUp) => (
          <SignUpRow key={signUp.user} signUp={signUp} />
        ))}
      </List>
    </Section>
  );
}
