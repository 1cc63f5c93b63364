import type { AuditEntry } from '~/api/types';
import { moment } from '~/lib/format';
import { testids } from '~/testids';
import { Cell, Row } from './list';

const actions: Record<string, string> = {
  'user.role': 'Role changed',
  'user.status': 'Status changed',
  'session.replayed': 'A session’s token came twice',
  'user.tier': 'Tier given',
  'tier.limits': 'Limits of a tier set',
  'comments.purge': 'All comments deleted',
  'comments.rules': 'Comment rules changed',
  'comments.report': 'Report answered',
  'actor.restart': 'Actor restarted',
  'job.cancel': 'Media job cancelled',
  'job.retry': 'Media job begun again',
  'job.priority': 'Media job moved in the queue',
};

interface AuditRowProps {
  entry: AuditEntry;
  names: ReadonlyMap<string, string> | undefined;
}

function Who({ id, names }: { id: string; names: AuditRowProps['names'] }) {
  const name = names?.get(id);
  return name ? <span className="break-all">{name}</span> : <code className="font-mono text-sm break-all">{id}</code>;
}

export function AuditRow({ entry, names }: AuditRowProps) {
  const { at, actor, subject, action, detail } = entry;
  return (
    <Row testid={testids.auditRow}>
      <Cell wide>
        <time dateTime={at} className="text-sm text-ink-2 md:whitespace-nowrap">
          {moment(at)}
        </time>
      </Cell>
      <Cell wide>
        <p className="font-semibold">{actions[action] ?? action}</p>
        {detail && <p className="text-sm break-words text-ink-2">{detail.replace(' -> ', ' → ')}</p>}
      </Cell>
      <Cell>
        <span className="text-sm text-ink-3 md:hidden">To </span>
        <Who id={subject} names={names} />
      </Cell>
      <Cell>
        <span className="text-sm text-ink-3 md:hidden">By </span>
        {actor ? <Who id={actor} names={names} /> : <span className="text-ink-2">the server</span>}
      </Cell>
    </Row>
  );
}
