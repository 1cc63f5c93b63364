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
import { counted } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { totpQuery } from './queries';
import { RecoveryCodes } from './recovery-codes';

// It brings what draws QR codes; few come here for that.
const TwoStepSetup = lazy(() => import('./two-step-setup').then(({ TwoStepSetup }) => ({ default: TwoStepSetup })));

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
      void notify('success', m.settings_totp_off());
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
        label={m.settings_your_password()}
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        error={fields.password}
        testid={testids.totpPassword}
      />
      <Field
        label={m.common_code()}
        name="code"
        autoComplete="one-time-code"
        required
        hint={m.auth_code_hint()}
        error={fields.code}
        testid={testids.totpCode}
      />
      <FormActions
        action={m.settings_switch_off()}
        working={m.settings_switching_off()}
        pending={remove.isPending}
        tone="btn-bad"
        testid={testids.totpRemove}
        keep={m.settings_keep_on()}
        onClose={onClose}
      />
    </Form>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return m.settings_no_codes_left();
  return counted(m.settings_codes_left, count);
}

function State({ active, recovery_codes_left }: TotpState) {
  return (
    <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1.5" role="status">
      <span
        className={clsx('status', active ? 'bg-good-soft text-good' : 'bg-sunken text-ink-2')}
        data-testid={testids.totpState}
        data-state={active ? 'on' : 'off'}
      >
        {active ? m.settings_on() : m.settings_off()}
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
  const loading = <div className="skeleton h-32 max-w-sm" aria-busy="true" aria-label={m.common_loading()} />;
  return (
    <Reveal
      label={active ? m.settings_switch_off() : m.settings_switch_on()}
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
    <Section title={m.settings_totp()} lead={m.settings_totp_lead()}>
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
