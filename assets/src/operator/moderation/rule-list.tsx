import { Plus, X } from 'lucide-react';
import { type RefObject, useId, useRef, useState } from 'react';
import type { RuleAction } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Rule, added } from './rules';

const actionWords: Record<RuleAction, () => string> = { hold: m.operator_hold_action, refuse: m.operator_refuse };
const actions: readonly RuleAction[] = ['hold', 'refuse'];

interface ActionSelectProps {
  label: string;
  value: RuleAction;
  testid: string;
  onChange: (action: RuleAction) => void;
}

export function ActionSelect({ label, value, testid, onChange }: ActionSelectProps) {
  return (
    <select
      className="field min-h-11! w-auto py-1! text-sm!"
      aria-label={label}
      value={value}
      data-testid={testid}
      onChange={({ currentTarget }) => onChange(actions.find((action) => action === currentTarget.value) ?? 'hold')}
    >
      {actions.map((action) => (
        <option key={action} value={action}>
          {actionWords[action]()}
        </option>
      ))}
    </select>
  );
}

interface RuleListProps {
  title: string;
  note: string;
  placeholder: string;
  rules: readonly Rule[];
  kind: 'words' | 'hosts';
  error?: string;
  onChange: (rules: readonly Rule[]) => void;
}

interface AdderProps extends Pick<RuleListProps, 'placeholder' | 'kind' | 'error'> {
  input: RefObject<HTMLInputElement | null>;
  labelledBy: string;
  onAdd: (text: string, action: RuleAction) => void;
}

function Adder({ placeholder, kind, error, input, labelledBy, onAdd }: AdderProps) {
  const note = useId();
  const [text, setText] = useState('');
  const [action, setAction] = useState<RuleAction>('hold');
  const add = () => {
    onAdd(text, action);
    setText('');
    input.current?.focus();
  };
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <input
          ref={input}
          className="field min-h-11! min-w-40 flex-1 py-1!"
          aria-labelledby={labelledBy}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? note : undefined}
          placeholder={placeholder}
          maxLength={253}
          value={text}
          data-testid={testids.ruleName[kind]}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <ActionSelect
          label={m.operator_rule_action()}
          value={action}
          testid={testids.ruleNewAction[kind]}
          onChange={setAction}
        />
        <button
          type="button"
          className="btn btn-quiet"
          disabled={!text.trim()}
          data-testid={testids.ruleAdd[kind]}
          onClick={add}
        >
          <Plus aria-hidden="true" />
          {m.operator_add()}
        </button>
      </div>
      {error && (
        <p id={note} className="mt-1.5 text-sm text-bad" data-testid={testids.fieldError}>
          {error}
        </p>
      )}
    </>
  );
}

/** Rules by word or by host: a line to add one, and those there are. */
export function RuleList({ title, note, placeholder, rules, kind, error, onChange }: RuleListProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div>
      <h3 id={id} className="font-bold">
        {title} <span className="font-sans text-sm font-medium text-ink-3 tabular-nums">{rules.length}</span>
      </h3>
      <p className="mt-0.5 mb-3 text-sm leading-relaxed text-ink-2">{note}</p>
      <Adder
        {...{ placeholder, kind, error, input }}
        labelledBy={id}
        onAdd={(text, action) => onChange(added(rules, text, action))}
      />
      <ul className="mt-2 max-h-90 overflow-y-auto">
        {rules.map((rule) => (
          <li
            key={rule.name}
            className="flex items-center gap-2 border-b border-line py-1 last:border-0"
            data-testid={testids.rule}
            data-name={rule.name}
          >
            <span className="min-w-0 flex-1 font-medium break-words">{rule.name}</span>
            <ActionSelect
              label={m.operator_rule_action_of({ name: rule.name })}
              value={rule.action}
              testid={testids.ruleAction}
              onChange={(action) =>
                onChange(rules.map((other) => (other.name === rule.name ? { ...other, action } : other)))
              }
            />
            <button
              type="button"
              className="icon-btn"
              aria-label={m.settings_remove_named({ name: rule.name })}
              data-testid={testids.ruleRemove}
              onClick={() => {
                onChange(rules.filter((other) => other.name !== rule.name));
                input.current?.focus();
              }}
            >
              <X aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
