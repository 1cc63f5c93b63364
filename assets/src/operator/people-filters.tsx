import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type Role, type Status, roles, statuses } from '~/api/types';
import { Field, SelectField } from '~/components/form';
import { testids } from '~/testids';

const route = getRouteApi('/operator/people');
/** Whoever types is left to finish a word. */
const TYPING_MS = 250;

/** What the list is narrowed to; it is in the address, for reloads and for colleagues. */
export function PeopleFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wanted = search.q ?? '';
  const [text, setText] = useState(wanted);
  const applied = useRef(wanted);
  useEffect(() => {
    // Not what was typed here: a link or a step back.
    if (wanted === applied.current) return;
    applied.current = wanted;
    setText(wanted);
  }, [wanted]);
  useEffect(() => {
    const q = text.trim();
    if (q === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = q;
      void navigate({ search: ({ q: _old, ...rest }) => ({ ...rest, ...(q && { q }) }), replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, navigate]);
  return (
    <search className="mb-5 grid grid-cols-2 gap-4 max-sm:*:first:col-span-2 sm:grid-cols-[minmax(0,1fr)_10rem_10rem]">
      <Field
        label="Search"
        type="search"
        autoComplete="off"
        placeholder="Name or e-mail"
        maxLength={100}
        value={text}
        testid={testids.peopleSearch}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <SelectField
        label="Role"
        value={search.role ?? ''}
        testid={testids.peopleRole}
        onChange={({ currentTarget }) => {
          const role = currentTarget.value as Role | '';
          void navigate({ search: ({ role: _old, ...rest }) => ({ ...rest, ...(role && { role }) }), replace: true });
        }}
      >
        <option value="">Any</option>
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </SelectField>
      <SelectField
        label="Status"
        value={search.status ?? ''}
        testid={testids.peopleStatus}
        onChange={({ currentTarget }) => {
          const status = currentTarget.value as Status | '';
          void navigate({
            search: ({ status: _old, ...rest }) => ({ ...rest, ...(status && { status }) }),
            replace: true,
          });
        }}
      >
        <option value="">Any</option>
        {statuses.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </SelectField>
    </search>
  );
}
