import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import { must } from '~/api/queries';
import type { TotpSecret } from '~/api/types';
import { CodeForm } from '~/components/code-form';
import { Field, Form } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { SecretText } from '~/components/secret-text';
import { testids } from '~/testids';
import { m } from '~/words';
import { QrCode } from './qr-code';

interface AskPasswordProps {
  onSecret: (secret: TotpSecret) => void;
  onClose: () => void;
}

function AskPassword({ onSecret, onClose }: AskPasswordProps) {
  const begin = useMutation({
    mutationFn: async (password: string) =>
      must((await client.POST('/api/v1/users/me/totp', { body: { password } })).data),
    onSuccess: onSecret,
  });
  const fields = fieldsOf(begin.error, { wrong_password: 'password' });
  return (
    <Form
      className="grid max-w-sm grid-cols-1 gap-5"
      onSubmit={(form) => begin.mutate(String(form.get('password')))}
      error={begin.error}
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
      <FormActions
        action={m.settings_go_on()}
        working={m.common_one_moment()}
        pending={begin.isPending}
        testid={testids.totpBegin}
        onClose={onClose}
      />
    </Form>
  );
}

interface ScanProps {
  secret: TotpSecret;
  onCodes: (codes: string[]) => void;
  onClose: () => void;
}

function Scan({ secret, onCodes, onClose }: ScanProps) {
  const confirm = async (code: string) => {
    const { data } = await client.POST('/api/v1/users/me/totp/confirm', { body: { code } });
    onCodes(must(data).recovery_codes);
  };
  return (
    <div className="flex flex-col gap-7 md:flex-row">
      <QrCode text={secret.url} label={m.settings_qr()} />
      <div className="grid max-w-sm min-w-0 flex-1 grid-cols-1 content-start gap-5">
        <div>
          <p className="leading-relaxed text-ink-2">{m.settings_scan()}</p>
          <p className="mt-2 flex items-center gap-1">
            <SecretText text={secret.secret} what="secret" testid={testids.totpSecret} />
          </p>
        </div>
        <p className="text-ink-2">{m.settings_enter_digits()}</p>
        <CodeForm confirm={confirm} fieldTestid={testids.totpCode} submitTestid={testids.totpConfirm} autoFocus>
          <button type="button" className="btn btn-quiet" onClick={onClose}>
            {m.common_cancel()}
          </button>
        </CodeForm>
      </div>
    </div>
  );
}

interface TwoStepSetupProps {
  /** It is on; these are its recovery codes, which are told this once. */
  onCodes: (codes: string[]) => void;
  onClose: () => void;
}

/** Password, secret, first code: each step brings what the next one needs. */
export function TwoStepSetup({ onCodes, onClose }: TwoStepSetupProps) {
  const [secret, setSecret] = useState<TotpSecret>();
  if (secret) return <Scan secret={secret} onCodes={onCodes} onClose={onClose} />;
  return <AskPassword onSecret={setSecret} onClose={onClose} />;
}
