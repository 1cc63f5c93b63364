import { useQuery } from '@tanstack/react-query';
import { useTitle } from '~/lib/hooks';
import { accountQuery } from '~/settings/account';
import { ApiKeysCard } from '~/settings/api-keys-card';
import { PasswordCard } from '~/settings/password-card';
import { SessionsCard } from '~/settings/sessions-card';
import { TwoStepCard } from '~/settings/two-step-card';
import { m } from '~/words';

export function SecuritySettings() {
  useTitle(m.settings_security_title());
  const { data: user } = useQuery(accountQuery);
  if (!user) return null;
  return (
    <>
      <PasswordCard user={user} />
      <TwoStepCard />
      <SessionsCard />
      <ApiKeysCard user={user} />
    </>
  );
}
