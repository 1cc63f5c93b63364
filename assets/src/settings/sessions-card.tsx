import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone, SquareTerminal } from 'lucide-react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { Session } from '~/api/types';
import { FormError } from '~/components/form';
import { Section, focusSection, sectionOf } from '~/components/section';
import { age } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { deviceName } from './device';
import { sessionsQuery } from './queries';

function iconOf(userAgent: string) {
  if (/Mobile|Android|iPhone|iPad/.test(userAgent)) return Smartphone;
  return userAgent.startsWith('Mozilla/') ? Monitor : SquareTerminal;
}

interface RowProps {
  session: Session;
  pending: boolean;
  onEnd: () => void;
}

function SessionRow({ session, pending, onEnd }: RowProps) {
  const { user_agent, address, current, created_at, last_seen_at } = session;
  const Icon = iconOf(user_agent);
  const name = deviceName(user_agent);
  return (
    <li
      className="flex items-center gap-4 border-t border-line py-4 first:border-0 first:pt-0"
      data-testid={testids.session}
      data-current={current}
    >
      <Icon className="size-6 flex-none text-ink-3 max-[379px]:hidden" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          <span title={user_agent}>{name}</span>
          {current && <span className="status bg-good-soft text-good">{m.settings_this_device()}</span>}
        </p>
        <p className="text-sm text-ink-3">
          {current ? m.settings_active_now() : m.settings_last_seen({ age: age(last_seen_at) })} ·{' '}
          {m.settings_signed_in({ age: age(created_at) })}
          {address && ` · ${address}`}
        </p>
      </div>
      {!current && (
        <button
          type="button"
          className="btn btn-quiet"
          aria-label={m.settings_sign_out_named({ name, age: age(last_seen_at) })}
          disabled={pending}
          data-testid={testids.sessionEnd}
          onClick={({ currentTarget }) => {
            focusSection(sectionOf(currentTarget));
            onEnd();
          }}
        >
          {m.settings_sign_out()}
        </button>
      )}
    </li>
  );
}

export function SessionsCard() {
  const queries = useQueryClient();
  const { data: sessions, error } = useQuery({ ...sessionsQuery, refetchOnMount: 'always' });
  const keep = (which: (session: Session) => boolean) =>
    queries.setQueryData(sessionsQuery.queryKey, (old) => old?.filter(which));
  const end = useMutation({
    mutationFn: (id: string) => client.DELETE('/api/v1/users/me/sessions/{id}', { params: { path: { id } } }),
    onSuccess: () => notify('success', m.settings_signed_out_there()),
    onError: (refusal) => (isNotFound(refusal) ? undefined : notify('error', describe(refusal))),
    onSettled: (_answer, refusal, id) => {
      if (!refusal || isNotFound(refusal)) keep((session) => session.id !== id);
    },
  });
  const endOthers = useMutation({
    mutationFn: () => client.DELETE('/api/v1/users/me/sessions'),
    onSuccess: () => {
      keep((session) => session.current);
      return notify('success', m.settings_signed_out_elsewhere());
    },
    onError: (refusal) => notify('error', describe(refusal)),
  });
  return (
    <Section title={m.settings_sessions()} lead={m.settings_sessions_lead()}>
      {error && !sessions && <FormError>{describe(error)}</FormError>}
      <ul>
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            pending={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {sessions && sessions.length > 1 && (
        <button
          type="button"
          className="btn btn-quiet mt-1"
          disabled={endOthers.isPending}
          data-testid={testids.sessionEndOthers}
          onClick={({ currentTarget }) => {
            focusSection(sectionOf(currentTarget));
            endOthers.mutate();
          }}
        >
          {m.settings_sign_out_elsewhere()}
        </button>
      )}
    </Section>
  );
}
