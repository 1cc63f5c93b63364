import type { CommentRules, LinkRule, RuleAction } from '~/api/types';

/** Rules as they are edited: in the order of their names, with what was added last at the top. */
export interface Draft {
  words: readonly Rule[];
  hosts: readonly Rule[];
  links: LinkRule | null;
}

export interface Rule {
  name: string;
  action: RuleAction;
}

export const NEW_LINKS: LinkRule = { min_account_days: 3, min_published: 2, action: 'hold' };

const listed = (rules: Record<string, RuleAction> | undefined): Rule[] =>
  Object.entries(rules ?? {}).map(([name, action]) => ({ name, action }));

export const draftOf = ({ words, hosts, links }: CommentRules): Draft => ({
  words: listed(words),
  hosts: listed(hosts),
  links: links ?? null,
});

const named = (rules: readonly Rule[]) => Object.fromEntries(rules.map(({ name, action }) => [name, action]));

export const rulesOf = ({ words, hosts, links }: Draft): CommentRules => ({
  words: named(words),
  hosts: named(hosts),
  links,
});

/** Puts a rule at the top; one about the same name gives way. Several lines are several rules. */
export function added(rules: readonly Rule[], text: string, action: RuleAction): readonly Rule[] {
  const names = [...new Set(text.split('\n').map((name) => name.trim().toLowerCase()))].filter(Boolean);
  if (names.length === 0) return rules;
  return [...names.map((name) => ({ name, action })), ...rules.filter(({ name }) => !names.includes(name))];
}

/** Whether both say the same, in whatever order. */
export function areSame(left: Draft, right: Draft): boolean {
  const text = ({ words, hosts, links }: Draft) => {
    const sorted = (rules: readonly Rule[]) => rules.map(({ name, action }) => `${name} ${action}`).sort();
    return JSON.stringify([
      sorted(words),
      sorted(hosts),
      links && [links.min_account_days, links.min_published, links.action],
    ]);
  };
  return text(left) === text(right);
}
