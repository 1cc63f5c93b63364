import { useQuery } from '@tanstack/react-query';
import { useTitle } from '~/lib/hooks';
import { accountQuery } from '~/settings/account';
import { EmailCard } from '~/settings/email-card';
import { PhoneCard } from '~/settings/phone-card';
import { TierCard } from '~/settings/tier-card';

export function AccountSettings() {
  useTitle('Account settings');
  const { data: user } = useQuery(accountQuery);
  if (!user) return null;
  return (
    <>
      <EmailCard user={user} />
      <PhoneCard user={user} />
      {user.tier && <TierCard tier={user.tier} />}
    </>
  );
}
