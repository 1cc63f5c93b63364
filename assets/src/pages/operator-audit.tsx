import { useInfiniteQuery } from '@tanstack/react-query';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { AuditRow } from '~/operator/audit-row';
import { List } from '~/operator/list';
import { auditQuery } from '~/operator/queries';
import { m } from '~/words';

export function AuditPage() {
  useTitle(m.operator_audit_log());
  const list = useInfiniteQuery({ ...auditQuery, refetchOnMount: 'always' });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={m.operator_audit_log()} lead={m.operator_audit_lead()}>
      <List
        list={list}
        caption={m.operator_audit_caption()}
        columns={[m.operator_when(), m.operator_what(), m.operator_to_whom(), m.operator_by_whom()]}
        isEmpty={items.length === 0}
        empty={m.operator_nothing_done()}
      >
        {items.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </List>
    </Section>
  );
}
