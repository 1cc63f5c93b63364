import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ImageIcon } from 'lucide-react';
import { Avatar } from '~/components/avatar';
import { Section } from '~/components/section';
import { Sentence } from '~/components/sentence';
import { useTitle } from '~/lib/hooks';
import { accountQuery } from '~/settings/account';
import { PictureField } from '~/settings/picture-field';
import { ProfileForm } from '~/settings/profile-form';
import { m } from '~/words';

export function ProfileSettings() {
  useTitle(m.settings_profile_title());
  const { data: user } = useQuery(accountQuery);
  if (!user) return null;
  return (
    <>
      <Section
        title={m.settings_pictures()}
        lead={
          <Sentence
            say={m.settings_pictures_lead}
            fill={{
              channel: (
                <Link to="/@{$username}" params={{ username: user.username }} className="link">
                  {m.settings_your_channel()}
                </Link>
              ),
            }}
          />
        }
      >
        <div className="grid grid-cols-1 gap-8 md:grid-cols-[auto_minmax(0,1fr)] md:gap-12">
          <PictureField
            kind="avatar"
            picture={user.profile?.avatar}
            show={(src) => <Avatar name={user.username} src={src} className="size-28 text-5xl" />}
          />
          <PictureField
            kind="banner"
            picture={user.profile?.banner}
            show={(src) =>
              src ? (
                <img src={src} alt="" className="h-28 w-full rounded-control bg-sunken object-cover" />
              ) : (
                <div className="grid h-28 w-full place-items-center rounded-control border border-dashed border-line-strong text-ink-3">
                  <ImageIcon className="size-7" aria-hidden="true" />
                </div>
              )
            }
          />
        </div>
      </Section>
      <ProfileForm user={user} />
    </>
  );
}
