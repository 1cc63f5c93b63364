import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe, fieldsOf } from '~/api/problem';
import type { User } from '~/api/types';
import { CodeForm } from '~/components/code-form';
import { Field, Form, FormError } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { Reveal } from '~/components/reveal';
import { Section, focusSection, sectionOf } from '~/components/section';
import { testids } from '~/testids';
import { m } from '~/words';
import { accountQuery, useKeepAccount } from './account';
import { Confirmed } from './confirmed';

/** As numbers are written: `0049 (30) 1234-567` is `+49301234567`. */
const plain = (phone: string) => phone.replace(/[\s().\-/]/g, '').replace(/^00/, '+');

/** Sets the number, which sends a code to it. */
function useSetPhone() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (phone: string) => client.PUT('/api/v1/users/me/phone', { body: { phone: plain(phone) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

function PhoneForm({ phone, onClose }: { phone: string | undefined; onClose: () => void }) {
  const set = useSetPhone();
  const fields = fieldsOf(set.error);
  return (
    <Form
      className="grid w-full max-w-sm grid-cols-1 gap-5"
      onSubmit={(form) => set.mutate(String(form.get('phone')), { onSuccess: onClose })}
      error={set.error}
    >
      <Field
        label={m.settings_phone_number()}
        name="phone"
        type="tel"
        autoComplete="tel"
        defaultValue={phone}
        placeholder="+49 30 1234567"
        autoFocus
        required
        hint={m.settings_phone_hint()}
        error={fields.phone}
        testid={testids.phoneNumber}
      />
      <FormActions
        action={m.settings_send_a_code()}
        working={m.common_sending()}
        pending={set.isPending}
        testid={testids.phoneSave}
        onClose={onClose}
      />
    </Form>
  );
}

function Unconfirmed({ phone }: { phone: string }) {
  const keep = useKeepAccount();
  const again = useSetPhone();
  const confirm = async (code: string) => {
    const { data } = await client.POST('/api/v1/users/me/phone/confirm', { body: { code } });
    if (data) keep(data.user);
  };
  return (
    <div className="mt-5 grid max-w-sm grid-cols-1 gap-5">
      {again.error && <FormError>{describe(again.error)}</FormError>}
      <p className="text-sm text-ink-2">{m.settings_phone_code_lead()}</p>
      <CodeForm confirm={confirm} fieldTestid={testids.phoneCode} submitTestid={testids.phoneConfirm}>
        <button type="button" className="btn btn-quiet" disabled={again.isPending} onClick={() => again.mutate(phone)}>
          {again.isSuccess ? m.auth_sent_again() : m.settings_send_another_code()}
        </button>
      </CodeForm>
    </div>
  );
}

export function PhoneCard({ user }: { user: User }) {
  const keep = useKeepAccount();
  const remove = useMutation({
    mutationFn: () => client.DELETE('/api/v1/users/me/phone'),
    onSuccess: () => keep({ ...user, phone: null, phone_verified: false }),
  });
  const { phone } = user;
  return (
    <Section title={m.settings_phone()} lead={m.settings_phone_lead()}>
      {remove.error && <FormError>{describe(remove.error)}</FormError>}
      {phone ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <span className="font-semibold">{phone}</span>
          <Confirmed yes={user.phone_verified} testid={testids.phoneState} />
        </p>
      ) : (
        <p className="text-ink-2">{m.settings_phone_none()}</p>
      )}
      {phone && !user.phone_verified && <Unconfirmed key={phone} phone={phone} />}
      <div className="mt-5 flex flex-wrap gap-3">
        <Reveal label={phone ? m.settings_change() : m.settings_phone_add()} testid={testids.phoneEdit}>
          {(close) => <PhoneForm phone={phone ?? undefined} onClose={close} />}
        </Reveal>
        {phone && (
          <button
            type="button"
            className="btn btn-quiet"
            disabled={remove.isPending}
            data-testid={testids.phoneRemove}
            onClick={({ currentTarget }) => {
              focusSection(sectionOf(currentTarget));
              remove.mutate();
            }}
          >
            {m.common_remove()}
          </button>
        )}
      </div>
    </Section>
  );
}
