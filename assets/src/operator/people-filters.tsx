import { getRouteApi } from '@tanstack/react-router';
import { type Role, type Status, roles, statuses } from '~/api/types';
import { Field, SelectField } from '~/components/form';
import { testids } from '~/testids';
import { m } from '~/words';
import { roleLabels, statusLabels } from './labels';
import { useTypedSearch } from './use-typed-search';

const route = getRouteApi('/operator/people');

/** What the list is narrowed to; it is in the address, for reloads and for colleagues. */
export function PeopleFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useTypedSearch(search.q ?? '', (q) => {
    void navigate({ search: ({ q: _old, ...rest }) => ({ ...rest, ...(q && { q }) }), replace: true });
  });
  return (
    <search className="mb-5 grid grid-cols-2 gap-4 max-sm:*:first:col-span-2 sm:grid-cols-[minmax(0,1fr)_10rem_10rem]">
      <Field
        label={m.operator_search()}
        type="search"
        autoComplete="off"
        placeholder={m.operator_search_people()}
        maxLength={100}
        value={text}
        testid={testids.peopleSearch}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <SelectField
        label={m.operator_role()}
        value={search.role ?? ''}
        testid={testids.peopleRole}
        onChange={({ currentTarget }) => {
          const role = currentTarget.value as Role | '';
          void navigate({ search: ({ role: _old, ...rest }) => ({ ...rest, ...(role && { role }) }), replace: true });
        }}
      >
        <option value="">{m.operator_any()}</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleLabels[role]()}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={m.operator_status()}
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
        <option value="">{m.operator_any()}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {statusLabels[status]()}
          </option>
        ))}
      </SelectField>
    </search>
  );
}
