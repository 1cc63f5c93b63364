import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useRef, useState } from 'react';
import { client } from '~/api/client';
import { describe, fieldsOf } from '~/api/problem';
import type { TotpState } from '~/api/types';
import { Field, Form, FormError } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { Reveal } from '~/components/reveal';
import { Section, focusSection, sectionOf } from '~/components/section';
import { clsx } from '~/lib/clsx';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { totpQuery } from './queries';
import { RecoveryCodes } from './recovery-codes';

// It brings what draws QR codes; few come here for that.
const TwoStepSetup = lazy(() => import('./two-step-setup').then((m) => ({ default: m.TwoStepSetup })));

/** So few recovery codes are worth a warning. */
const FEW = 2;

function Removal({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (form: FormData) => {
      const body = { password: String(form.get('password')), code: String(form.get('code')) };
      return client.DELETE('/api/v1/users/me/totp', { body });
    },
    onSuccess: () => {
      queries.setQueryData(totpQuery.queryKey, { active: false, recovery_codes_left: 0 });
      void notify('success', 'Two-step log-in is off');
      onClose();
    },
  });
  const fields = fieldsOf(remove.error, { wrong_password: 'password', totp_wrong: 'code' });
  return (
    <Form
      className="grid max-w-sm grid-cols-1 gap-5"
      onSubmit={(form) => remove.mutate(form)}
      error={remove.error}
      fields={fields}
    >
      <Field
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        error={fields.password}
        testid={testids.totpPassword}
      />
      <Field
        label="Code"
        name="code"
        autoComplete="one-time-code"
        required
        hint="From your authenticator, or one of your recovery codes."
        error={fields.code}
        testid={testids.totpCode}
      />
      <FormActions
        action="Switch off"
        working="Switching off…"
        pending={remove.isPending}
        tone="btn-bad"
        testid={testids.totpRemove}
        keep="Keep it on"
        onClose={onClose}
      />
    </Form>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return 'There are no recovery codes left: switch it off and on again to get new ones.';
  return `${count} recovery ${count === 1 ? 'code' : 'codes'} left.`;
}

function State({ active, recovery_codes_left }: TotpState) {
  return (
    <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1.5" role="status">
      <span
        className={clsx('status', active ? 'bg-good-soft text-good' : 'bg-sunken text-ink-2')}
        data-testid={testids.totpState}
        data-state={active ? 'on' : 'off'}
      >
        {active ? 'On' : 'Off'}
      </span>
      {active && (
        <span className={clsx('text-sm', recovery_codes_left > FEW ? 'text-ink-2' : 'text-warn')}>
          {codesLeft(recovery_codes_left)}
        </span>
      )}
    </p>
  );
}

function Switch({ active, onCodes }: { active: boolean; onCodes: (codes: string[]) => void }) {
  const loading = <div className="skeleton h-32 max-w-sm" aria-busy="true" aria-label="Loading" />;
  return (
    <Reveal
      label={active ? 'Switch off' : 'Switch on'}
      tone={active ? 'btn-quiet' : 'btn-primary'}
      testid={testids.totpSwitch}
    >
      {(close) =>
        active ? (
          <Removal onClose={close} />
        ) : (
          <Suspense fallback={loading}>
            <TwoStepSetup onCodes={onCodes} onClose={close} />
          </Suspense>
        )
      }
    </Reveal>
  );
}

export function TwoStepCard() {
  const queries = useQueryClient();
  const { data: state, error } = useQuery({ ...totpQuery, refetchOnMount: 'always' });
  const [codes, setCodes] = useState<string[]>();
  const card = useRef<HTMLDivElement>(null);
  return (
    <Section
      title="Two-step log-in"
      lead="Signing in also asks for a code that an authenticator app on your phone shows. A stolen password alone opens nothing."
    >
      {error && !state && <FormError>{describe(error)}</FormError>}
      {state && (
        <div ref={card}>
          <State {...state} />
          {codes ? (
            <RecoveryCodes
              codes={codes}
              onDone={() => {
                setCodes(undefined);
                focusSection(sectionOf(card.current));
              }}
            />
          ) : (
            <Switch
              active={state.active}
              onCodes={(fresh) => {
                setCodes(fresh);
                queries.setQueryData(totpQuery.queryKey, { active: true, recovery_codes_left: fresh.length });
              }}
            />
          )}
        </div>
      )}
    </Section>
  );
}
