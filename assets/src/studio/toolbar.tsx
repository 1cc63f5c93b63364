import { Check, Columns3, FileDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import { visibilities } from '~/components/visibility';
import { useTypedSearch } from '~/operator/use-typed-search';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { columnNames, columns, shownColumns, toggleColumn } from './columns';
import { type Order, type StudioSearch, orders, states } from './search';

interface ToolbarProps {
  search: StudioSearch;
  onSearch: (part: { [Name in keyof StudioSearch]: StudioSearch[Name] | undefined }) => void;
  onExport: () => void;
}

const stateNames = {
  uploading: m.studio_state_uploading(),
  processing: m.studio_state_processing(),
  playable: m.studio_state_playable(),
  ready: m.studio_state_ready(),
  failed: m.studio_state_failed(),
};

const orderNames: Record<Order, string> = {
  newest: m.studio_sort_newest(),
  oldest: m.studio_sort_oldest(),
  views: m.studio_sort_views(),
  likes: m.studio_sort_likes(),
  comments: m.studio_sort_comments(),
  title: m.studio_sort_title(),
  longest: m.studio_sort_longest(),
};

/** What narrows and sorts the list, which columns it has, and a way to take it along. */
export function Toolbar({ search, onSearch, onExport }: ToolbarProps) {
  const [text, setText] = useTypedSearch(search.q ?? '', (q) => onSearch({ q: q || undefined }));
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <input
        type="search"
        className="field min-w-56 flex-1 basis-64"
        placeholder={m.studio_search()}
        aria-label={m.studio_search()}
        value={text}
        data-testid={testids.studioSearch}
        onChange={({ target }) => setText(target.value)}
      />
      <Choice
        label={m.studio_filter_state()}
        value={search.state ?? ''}
        any={m.studio_filter_any()}
        options={states.map((value) => [value, stateNames[value]])}
        testid={testids.studioFilterState}
        onChange={(value) => onSearch({ state: states.find((state) => state === value) })}
      />
      <Choice
        label={m.studio_filter_visibility()}
        value={search.visibility ?? ''}
        any={m.studio_filter_any()}
        options={visibilities.map(({ value, label }) => [value, label()])}
        testid={testids.studioFilterVisibility}
        onChange={(value) => onSearch({ visibility: visibilities.find((one) => one.value === value)?.value })}
      />
      <Choice
        label={m.studio_sort()}
        value={search.sort ?? 'newest'}
        options={orders.map((value) => [value, orderNames[value]])}
        testid={testids.studioSort}
        onChange={(value) => {
          const sort = orders.find((order) => order === value);
          onSearch({ sort: sort === 'newest' ? undefined : sort });
        }}
      />
      <div className="flex gap-2">
        <ColumnPicker />
        <button
          type="button"
          className="btn btn-quiet max-sm:px-3!"
          aria-label={m.studio_export()}
          title={m.studio_export()}
          data-testid={testids.studioExport}
          onClick={onExport}
        >
          <FileDown aria-hidden="true" />
          {m.studio_export_short()}
        </button>
      </div>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  /** What it says when nothing is chosen; none where something always is. */
  any?: string;
  options: readonly (readonly [string, string])[];
  testid: string;
  onChange: (value: string) => void;
}

function Choice({ label, value, any, options, testid, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="min-w-36 flex-1 sm:flex-none">
      <label htmlFor={id} className="mb-1 block text-xs font-semibold text-ink-3">
        {label}
      </label>
      <select
        id={id}
        className="field"
        value={value}
        data-testid={testid}
        onChange={({ target }) => onChange(target.value)}
      >
        {any !== undefined && <option value="">{any}</option>}
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function ColumnPicker() {
  const shown = useExternal(shownColumns);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn btn-quiet max-sm:px-3!" data-testid={testids.studioColumns}>
        <Columns3 aria-hidden="true" />
        {m.studio_columns()}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {columns.map((column) => (
            <DropdownMenu.CheckboxItem
              key={column}
              className="menu-item"
              checked={shown.includes(column)}
              data-testid={testids.studioColumn}
              data-value={column}
              onSelect={(event) => {
                event.preventDefault();
                toggleColumn(column);
              }}
            >
              <span className="flex-1">{columnNames[column]}</span>
              <DropdownMenu.ItemIndicator>
                <Check aria-hidden="true" />
              </DropdownMenu.ItemIndicator>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
