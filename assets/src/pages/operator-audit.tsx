import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { AuditRow } from '~/operator/audit-row';
import { List } from '~/operator/list';
import { auditQuery, namesQuery } from '~/operator/queries';

export function AuditPage() {
  useTitle('Audit log');
  const list = useInfiniteQuery({ ...auditQuery, refetchOnMount: 'always' });
  const { data: names } = useQuery(namesQuery);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title="Audit log" lead="What was done to accounts, the newest first.">
      <List
        list={list}
        caption="What was done to accounts, the newest first"
        columns={['When', 'What', 'To whom', 'By whom']}
        isEmpty={items.length === 0}
        empty="Nothing was done yet."
      >
        {items.map((entry) => (
          <AuditRow key={entry.id} entry={entry} names={names} />
        ))}
      </List>
    </Section>
  );
}
