import type { AuditEntry } from '~/api/types';
import { moment } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { kindOf } from './labels';
import { Cell, Row } from './list';
import { useTitles } from './names';
import { VideoName } from './video-name';

const actions: Record<string, () => string> = {
  'user.role': m.operator_did_role,
  'user.status': m.operator_did_status,
  'session.replayed': m.operator_did_replay,
  'user.tier': m.operator_did_tier,
  'tier.limits': m.operator_did_limits,
  'comments.purge': m.operator_did_purge,
  'comments.rules': m.operator_did_rules,
  'comments.report': m.operator_did_report,
  'actor.restart': m.operator_did_restart,
  'job.cancel': m.operator_did_cancel,
  'job.retry': m.operator_did_retry,
  'job.priority': m.operator_did_priority,
};

/** An account by its name, as long as there is one. */
function Person({ id, name }: { id: string; name: string | null | undefined }) {
  return name ? <span className="break-all">{name}</span> : <code className="font-mono text-sm break-all">{id}</code>;
}

function Video({ id }: { id: string }) {
  return <VideoName id={id} title={useTitles([id]).get(id)} />;
}

/** Its kind, and what it is labelled with where there is anything. */
function Actor({ id }: { id: string }) {
  const [kind = '', ...label] = id.split('/');
  return (
    <>
      {kindOf(kind)} <code className="font-mono text-sm break-all">{label.join('/')}</code>
    </>
  );
}

/** An account, or `video:` or `actor:` and which. */
function Subject({ entry: { subject, subject_username } }: { entry: AuditEntry }) {
  const [, kind, id = ''] = /^(\w+):(.+)$/.exec(subject) ?? [];
  if (kind === 'video') return <Video id={id} />;
  if (kind) return <Actor id={id} />;
  return <Person id={subject} name={subject_username} />;
}

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { at, actor, actor_username, action, detail } = entry;
  return (
    <Row testid={testids.auditRow}>
      <Cell wide>
        <time dateTime={at} className="text-sm text-ink-2 md:whitespace-nowrap">
          {moment(at)}
        </time>
      </Cell>
      <Cell wide>
        <p className="font-semibold">{actions[action]?.() ?? action}</p>
        {detail && <p className="text-sm break-words text-ink-2">{detail.replace(' -> ', ' → ')}</p>}
      </Cell>
      <Cell>
        <span className="text-sm text-ink-3 md:hidden">{m.operator_audit_to()} </span>
        <Subject entry={entry} />
      </Cell>
      <Cell>
        <span className="text-sm text-ink-3 md:hidden">{m.operator_audit_by()} </span>
        {actor ? (
          <Person id={actor} name={actor_username} />
        ) : (
          <span className="text-ink-2">{m.operator_the_server()}</span>
        )}
      </Cell>
    </Row>
  );
}
