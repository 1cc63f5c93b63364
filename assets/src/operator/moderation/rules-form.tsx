import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import type { CommentRules } from '~/api/types';
import { Form } from '~/components/form';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { LinkRuleFields } from './link-rule';
import { rulesQuery } from './queries';
import { RuleList } from './rule-list';
import { type Draft, areSame, draftOf, rulesOf } from './rules';

/** The rules of the whole server, changed together. */
export function RulesForm({ rules }: { rules: CommentRules }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(rules));
  const saved = draftOf(rules);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: async () => must((await client.PUT('/api/v1/operator/comment-rules', { body: rulesOf(draft) })).data),
    onSuccess: (now) => {
      queries.setQueryData(rulesQuery.queryKey, now);
      setDraft(draftOf(now));
      void notify('success', m.comments_rules_saved());
    },
  });
  const fields = fieldsOf(save.error);
  const isSaved = areSame(draft, saved);
  return (
    <Form onSubmit={() => save.mutate()} error={save.error} className="grid grid-cols-1 gap-8">
      <div className="grid grid-cols-1 gap-8 xl:grid-cols-2">
        <RuleList
          title={m.operator_words()}
          note={m.operator_words_note()}
          placeholder={m.operator_words_example()}
          kind="words"
          rules={draft.words}
          error={fields.words}
          onChange={(words) => change({ words })}
        />
        <RuleList
          title={m.operator_sites()}
          note={m.operator_sites_note()}
          placeholder="example.org"
          kind="hosts"
          rules={draft.hosts}
          error={fields.hosts}
          onChange={(hosts) => change({ hosts })}
        />
      </div>
      <LinkRuleFields rule={draft.links} onChange={(links) => change({ links })} />
      <div className="flex flex-wrap items-center gap-3">
        <button
          type="submit"
          className="btn btn-primary"
          disabled={isSaved || save.isPending}
          data-testid={testids.commentRulesSave}
        >
          {save.isPending ? m.common_saving() : m.operator_rules_save()}
        </button>
        <button type="button" className="btn btn-quiet" disabled={isSaved} onClick={() => setDraft(saved)}>
          {m.common_discard()}
        </button>
        <p role="status" className="text-sm text-ink-3">
          {isSaved ? m.operator_rules_hold_now() : m.operator_not_saved()}
        </p>
      </div>
    </Form>
  );
}
