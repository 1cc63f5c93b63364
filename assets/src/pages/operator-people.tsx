import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { meQuery } from '~/api/queries';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { List } from '~/operator/list';
import { PeopleFilters } from '~/operator/people-filters';
import { PersonRow } from '~/operator/person-row';
import { peopleQuery } from '~/operator/queries';
import { m } from '~/words';

const route = getRouteApi('/operator/people');

export function PeoplePage() {
  useTitle(m.operator_people());
  const { data: me } = useQuery(meQuery);
  const { q, role, status } = route.useSearch();
  const filter = useMemo(
    () => ({ ...(q && { search: q }), ...(role && { role }), ...(status && { status }) }),
    [q, role, status],
  );
  const list = useInfiniteQuery({
    ...peopleQuery(filter),
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={m.operator_people()} lead={m.operator_people_lead()}>
      <PeopleFilters />
      <div aria-busy={list.isPlaceholderData} className="aria-busy:opacity-60">
        <List
          list={list}
          caption={m.operator_people_caption()}
          columns={[
            m.operator_person(),
            m.operator_role(),
            m.operator_status(),
            m.operator_joined(),
            m.operator_actions(),
          ]}
          isEmpty={items.length === 0}
          empty={m.operator_nobody_like_that()}
        >
          {items.map((account) => (
            <PersonRow key={account.id} account={account} isMe={account.id === me?.id} />
          ))}
        </List>
      </div>
    </Section>
  );
}
