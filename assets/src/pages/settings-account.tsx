import { useQuery } from '@tanstack/react-query';
import { useTitle } from '~/lib/hooks';
import { accountQuery } from '~/settings/account';
import { BlockedCard } from '~/settings/blocked-card';
import { EmailCard } from '~/settings/email-card';
import { LookCard } from '~/settings/look-card';
import { PhoneCard } from '~/settings/phone-card';
import { PlaybackCard } from '~/settings/playback-card';
import { TierCard } from '~/settings/tier-card';
import { m } from '~/words';

export function AccountSettings() {
  useTitle(m.settings_account_title());
  const { data: user } = useQuery(accountQuery);
  if (!user) return null;
  return (
    <>
      <EmailCard user={user} />
      <PhoneCard user={user} />
      <LookCard />
      <PlaybackCard />
      <BlockedCard />
      {user.tier && <TierCard tier={user.tier} />}
    </>
  );
}
