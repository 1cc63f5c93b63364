import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { ApiKey, ApiKeyCreated, User } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { FormError } from '~/components/form';
import { Reveal } from '~/components/reveal';
import { SecretText } from '~/components/secret-text';
import { Section } from '~/components/section';
import { Sentence } from '~/components/sentence';
import { age, day } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { ApiKeyForm, scopeChoices } from './api-key-form';
import { apiKeysQuery } from './queries';

/** The key itself, which is shown this once. */
function FreshKey({ made, onDone }: { made: ApiKeyCreated; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="mb-5 rounded-control bg-good-soft p-4">
      <h3 ref={heading} tabIndex={-1} className="font-bold outline-none">
        {m.settings_key_made({ name: made.api_key.name })}
      </h3>
      <p className="mt-1 text-sm text-ink-2">{m.settings_copy_now()}</p>
      <p className="mt-3 flex items-center gap-1">
        <SecretText text={made.key} what="key" testid={testids.apiKeySecret} />
      </p>
      <button type="button" className="btn btn-quiet mt-3" data-testid={testids.apiKeyDone} onClick={onDone}>
        {m.settings_stored_it()}
      </button>
    </div>
  );
}

function end(key: ApiKey): string {
  if (!key.expires_at) return m.settings_life_endless();
  const until = day(key.expires_at);
  return Date.parse(key.expires_at) > Date.now()
    ? m.settings_key_until({ day: until })
    : m.settings_key_over({ day: until });
}

function ApiKeyRow({ apiKey, onRemove }: { apiKey: ApiKey; onRemove: () => void }) {
  const { name, scopes, created_at, last_used_at } = apiKey;
  return (
    <li
      className="flex items-center gap-4 border-t border-line py-4 first:border-0 first:pt-0"
      data-testid={testids.apiKey}
    >
      <KeyRound className="size-6 flex-none text-ink-3 max-[379px]:hidden" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold break-words">{name}</span>
          {scopes.map((scope) => (
            <span key={scope} className="status bg-sunken text-ink-2">
              {scopeChoices.find(({ value }) => value === scope)?.label() ?? scope}
            </span>
          ))}
        </p>
        <p className="text-sm text-ink-3">
          {m.settings_key_age({ age: age(created_at) })} · {end(apiKey)} ·{' '}
          {last_used_at ? m.settings_key_used({ age: age(last_used_at) }) : m.settings_key_unused()}
        </p>
      </div>
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={m.settings_remove_named({ name })}
        data-testid={testids.apiKeyRemove}
        onClick={onRemove}
      >
        {m.common_remove()}
      </button>
    </li>
  );
}

function RemoveDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient();
  const forget = () => queries.setQueryData(apiKeysQuery.queryKey, (old) => old?.filter(({ id }) => id !== apiKey.id));
  const remove = useMutation({
    mutationFn: () => client.DELETE('/api/v1/users/me/api-keys/{id}', { params: { path: { id: apiKey.id } } }),
    onSuccess: () => notify('success', m.settings_key_removed()),
    onError: (refusal) => notify('error', describe(refusal)),
    onSettled: (_answer, refusal) => {
      if (!refusal || isNotFound(refusal)) forget();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={m.settings_remove_key()}
      action={m.settings_remove_it()}
      working={m.common_removing()}
      keep={m.common_keep_it()}
      pending={remove.isPending}
      testid={testids.apiKeyRemoveConfirm}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {m.settings_remove_key_note({ name: apiKey.name })}
    </ConfirmDialog>
  );
}

export function ApiKeysCard({ user }: { user: User }) {
  const { data: keys, error } = useQuery({ ...apiKeysQuery, refetchOnMount: 'always' });
  const [made, setMade] = useState<ApiKeyCreated>();
  const [removed, setRemoved] = useState<ApiKey>();
  const add = useRef<HTMLDivElement>(null);
  return (
    <Section
      title={m.settings_api_keys()}
      lead={
        <Sentence
          say={m.settings_api_keys_lead}
          fill={{
            description: (
              <a href="/docs" className="link">
                {m.settings_api_description()}
              </a>
            ),
          }}
        />
      }
    >
      {error && !keys && <FormError>{describe(error)}</FormError>}
      {made && (
        <FreshKey
          made={made}
          onDone={() => {
            setMade(undefined);
            add.current?.querySelector('button')?.focus();
          }}
        />
      )}
      <ul>
        {keys?.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} onRemove={() => setRemoved(key)} />
        ))}
      </ul>
      <div ref={add} className={keys?.length ? 'mt-3 border-t border-line pt-5' : undefined}>
        <Reveal label={m.settings_make_key()} testid={testids.apiKeyNew}>
          {(close) => (
            <ApiKeyForm
              withOperator={user.role === 'admin'}
              onMade={(fresh) => {
                close();
                setMade(fresh);
              }}
              onClose={close}
            />
          )}
        </Reveal>
      </div>
      {removed && <RemoveDialog apiKey={removed} onClose={() => setRemoved(undefined)} />}
    </Section>
  );
}
