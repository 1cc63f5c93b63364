import { useQuery } from '@tanstack/react-query';
import { blocksQuery, useBlock } from '~/api/blocks';
import { describe } from '~/api/problem';
import type { Blocked } from '~/api/types';
import { FormError } from '~/components/form';
import { PersonLink } from '~/components/person-link';
import { Section, focusSection, sectionOf } from '~/components/section';
import { age } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

function BlockedRow({ blocked: { person, since } }: { blocked: Blocked }) {
  const { username } = person;
  const { change } = useBlock(username);
  return (
    <li
      className="flex items-center gap-4 border-t border-line py-3 first:border-0 first:pt-0"
      data-testid={testids.blockedPerson}
      data-username={username}
    >
      <PersonLink person={person} size="size-11 text-lg">
        @{username} · {m.settings_blocked_since({ age: age(since) })}
      </PersonLink>
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={m.comments_unblock({ username })}
        data-testid={testids.unblock}
        onClick={({ currentTarget }) => {
          focusSection(sectionOf(currentTarget));
          change(false);
        }}
      >
        {m.settings_unblock()}
      </button>
    </li>
  );
}

export function BlockedCard() {
  const { data: blocks, error } = useQuery({ ...blocksQuery, refetchOnMount: 'always' });
  return (
    <Section title={m.settings_blocked()} lead={m.settings_blocked_lead()} testid={testids.blockedPeople}>
      {error && !blocks && <FormError>{describe(error)}</FormError>}
      {blocks?.length === 0 && <p className="text-ink-2">{m.settings_blocked_nobody()}</p>}
      <ul>
        {blocks?.map((blocked) => (
          <BlockedRow key={blocked.person.username} blocked={blocked} />
        ))}
      </ul>
    </Section>
  );
}
