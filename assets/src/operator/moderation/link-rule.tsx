import type { LinkRule } from '~/api/types';
import { Field } from '~/components/form';
import { testids } from '~/testids';
import { m } from '~/words';
import { ActionSelect } from './rule-list';
import { NEW_LINKS } from './rules';

interface LinkRuleFieldsProps {
  rule: LinkRule | null;
  onChange: (rule: LinkRule | null) => void;
}

const MOST = 4_294_967_295;
const whole = (text: string) => Math.min(MOST, Math.max(0, Math.floor(Number(text) || 0)));

/** Links by people who are new: where most of the rubbish comes from. */
export function LinkRuleFields({ rule, onChange }: LinkRuleFieldsProps) {
  return (
    <div>
      <label className="flex min-h-11 items-center gap-3 font-bold">
        <input
          type="checkbox"
          className="size-5 accent-(--accent)"
          checked={rule !== null}
          data-testid={testids.ruleLinks}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? NEW_LINKS : null)}
        />
        {m.operator_links_new()}
      </label>
      <p className="mb-3 text-sm leading-relaxed text-ink-2">{m.operator_links_new_note()}</p>
      {rule && (
        <div className="flex flex-wrap items-end gap-4">
          <div className="w-44">
            <Field
              label={m.operator_new_days()}
              type="number"
              min={0}
              inputMode="numeric"
              value={rule.min_account_days}
              testid={testids.ruleDays}
              onChange={({ currentTarget }) => onChange({ ...rule, min_account_days: whole(currentTarget.value) })}
            />
          </div>
          <div className="w-44">
            <Field
              label={m.operator_new_comments()}
              type="number"
              min={0}
              inputMode="numeric"
              value={rule.min_published}
              testid={testids.rulePublished}
              onChange={({ currentTarget }) => onChange({ ...rule, min_published: whole(currentTarget.value) })}
            />
          </div>
          <ActionSelect
            label={m.operator_links_action()}
            value={rule.action}
            testid={testids.ruleLinksAction}
            onChange={(action) => onChange({ ...rule, action })}
          />
        </div>
      )}
    </div>
  );
}
