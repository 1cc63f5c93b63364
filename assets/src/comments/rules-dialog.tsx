import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '~/api/client';
import { must } from '~/api/queries';
import type { RoomRules } from '~/api/types';
import { Form, SelectField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { TitledDialog } from '~/components/titled-dialog';
import { spokenDuration } from '~/lib/format';
import { notify } from '~/lib/notify';
import { useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { rulesQuery } from './queries';

/** Seconds between two comments of one person. */
const pauses = [0, 5, 10, 30, 60, 300, 900, 3600];

interface SwitchProps {
  label: string;
  hint: string;
  isOn: boolean;
  testid: string;
  onChange: (isOn: boolean) => void;
}

function Switch({ label, hint, isOn, testid, onChange }: SwitchProps): ReactNode {
  return (
    <label className="flex min-h-11 items-start gap-3">
      <input
        type="checkbox"
        className="mt-0.5 size-5 flex-none accent-(--accent)"
        checked={isOn}
        data-testid={testid}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className="block font-semibold">{label}</span>
        <span className="block text-sm text-ink-3">{hint}</span>
      </span>
    </label>
  );
}

/** Rules of one video's comments, for who made it. They hold at once. */
export default function RulesDialog({ onClose }: { onClose: () => void }) {
  const { video, store } = useAround();
  const { data } = useQuery(rulesQuery(video));
  const told = useRoomPart(store, ({ rules }) => rules);
  const rules = told ?? data;
  return (
    <TitledDialog title={m.comments_rules()} onClose={onClose}>
      {rules ? <RulesForm rules={rules} onClose={onClose} /> : <div className="skeleton h-40 rounded-card!" />}
    </TitledDialog>
  );
}

function RulesForm({ rules, onClose }: { rules: RoomRules; onClose: () => void }) {
  const { video, store } = useAround();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(rules);
  const save = useMutation({
    mutationFn: async () => {
      const params = { path: { id: video } };
      return must((await client.PATCH('/api/v1/videos/{id}/room', { params, body: draft })).data).room;
    },
    onSuccess: (saved) => {
      queries.setQueryData(rulesQuery(video).queryKey, saved);
      store.act({ type: 'rules.read', rules: saved });
      void notify('success', m.comments_rules_saved());
      onClose();
    },
  });
  const choices = pauses.includes(rules.slow_mode) ? pauses : [...pauses, rules.slow_mode];
  return (
    <Form onSubmit={() => save.mutate()} error={save.error}>
      <Switch
        label={m.comments_open()}
        hint={m.comments_open_hint()}
        isOn={draft.open}
        testid={testids.rulesOpen}
        onChange={(open) => setDraft({ ...draft, open })}
      />
      <Switch
        label={m.comments_hold()}
        hint={m.comments_hold_hint()}
        isOn={draft.holds_all}
        testid={testids.rulesHold}
        onChange={(holds_all) => setDraft({ ...draft, holds_all })}
      />
      <SelectField
        label={m.comments_slow()}
        hint={m.comments_slow_hint()}
        value={draft.slow_mode}
        testid={testids.rulesSlow}
        onChange={(event) => setDraft({ ...draft, slow_mode: Number(event.target.value) })}
      >
        {choices.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? m.comments_slow_off() : spokenDuration(seconds)}
          </option>
        ))}
      </SelectField>
      <FormActions
        action={m.common_save()}
        working={m.common_saving()}
        pending={save.isPending}
        testid={testids.rulesSave}
        onClose={onClose}
      />
    </Form>
  );
}
