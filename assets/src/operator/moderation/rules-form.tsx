import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import type { CommentRules } from '~/api/types';
import { Form } from '~/components/form';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
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
      void notify('success', 'The rules hold from now on');
    },
  });
  const fields = fieldsOf(save.error);
  const isSaved = areSame(draft, saved);
  return (
    <Form onSubmit={() => save.mutate()} error={save.error} className="grid grid-cols-1 gap-8">
      <div className="grid grid-cols-1 gap-8 xl:grid-cols-2">
        <RuleList
          title="Words"
          note="A word or a phrase, in whatever letters it is dressed up."
          placeholder="A word or phrase"
          kind="words"
          rules={draft.words}
          error={fields.words}
          onChange={(words) => change({ words })}
        />
        <RuleList
          title="Sites"
          note="Links to a site, and to everything below it."
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
          {save.isPending ? 'Saving…' : 'Save the rules'}
        </button>
        <button type="button" className="btn btn-quiet" disabled={isSaved} onClick={() => setDraft(saved)}>
          Discard
        </button>
        <p role="status" className="text-sm text-ink-3">
          {isSaved ? 'What is written from now on is judged by these.' : 'Not saved yet.'}
        </p>
      </div>
    </Form>
  );
}
