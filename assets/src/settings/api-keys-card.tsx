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
import { age, day } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { ApiKeyForm } from './api-key-form';
import { apiKeysQuery } from './queries';

/** The key itself, which is shown this once. */
function FreshKey({ made, onDone }: { made: ApiKeyCreated; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="mb-5 rounded-control bg-good-soft p-4">
      <h3 ref={heading} tabIndex={-1} className="font-bold outline-none">
        “{made.api_key.name}” is made
      </h3>
      <p className="mt-1 text-sm text-ink-2">Copy it now: it is not shown again.</p>
      <p className="mt-3 flex items-center gap-1">
        <SecretText text={made.key} what="key" testid={testids.apiKeySecret} />
      </p>
      <button type="button" className="btn btn-quiet mt-3" data-testid={testids.apiKeyDone} onClick={onDone}>
        I have stored it
      </button>
    </div>
  );
}

function end(key: ApiKey): string {
  if (!key.expires_at) return 'no end';
  return Date.parse(key.expires_at) > Date.now() ? `until ${day(key.expires_at)}` : `over since ${day(key.expires_at)}`;
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
              {scope}
            </span>
          ))}
        </p>
        <p className="text-sm text-ink-3">
          Made {age(created_at)} · {end(apiKey)} · {last_used_at ? `last used ${age(last_used_at)}` : 'never used'}
        </p>
      </div>
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={`Remove ${name}`}
        data-testid={testids.apiKeyRemove}
        onClick={onRemove}
      >
        Remove
      </button>
    </li>
  );
}

function RemoveDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient();
  const forget = () => queries.setQueryData(apiKeysQuery.queryKey, (old) => old?.filter(({ id }) => id !== apiKey.id));
  const remove = useMutation({
    mutationFn: () => client.DELETE('/api/v1/users/me/api-keys/{id}', { params: { path: { id: apiKey.id } } }),
    onSuccess: () => notify('success', 'Key removed'),
    onError: (refusal) => notify('error', describe(refusal)),
    onSettled: (_answer, refusal) => {
      if (!refusal || isNotFound(refusal)) forget();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Remove this key?"
      action="Remove it"
      working="Removing…"
      keep="Keep it"
      pending={remove.isPending}
      testid={testids.apiKeyRemoveConfirm}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Whatever uses “{apiKey.name}” is refused from then on.
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
      title="API keys"
      lead={
        <>
          Programs act for you with a key. What they may call is in the{' '}
          <a href="/docs" className="link">
            API’s description
          </a>
          .
        </>
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
        <Reveal label="Make a key" testid={testids.apiKeyNew}>
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
