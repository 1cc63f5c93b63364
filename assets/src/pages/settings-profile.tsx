import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ImageIcon } from 'lucide-react';
import { Avatar } from '~/components/avatar';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { accountQuery } from '~/settings/account';
import { PictureField } from '~/settings/picture-field';
import { ProfileForm } from '~/settings/profile-form';

export function ProfileSettings() {
  useTitle('Profile settings');
  const { data: user } = useQuery(accountQuery);
  if (!user) return null;
  return (
    <>
      <Section
        title="Pictures"
        lead={
          <>
            JPEG, PNG or WebP, up to 10 MB. Everybody sees them on{' '}
            <Link to="/@{$username}" params={{ username: user.username }} className="link">
              your channel
            </Link>
            .
          </>
        }
      >
        <div className="grid grid-cols-1 gap-8 md:grid-cols-[auto_minmax(0,1fr)] md:gap-12">
          <PictureField
            kind="avatar"
            label="Avatar"
            picture={user.profile?.avatar}
            show={(src) => <Avatar name={user.username} src={src} className="size-28 text-5xl" />}
          />
          <PictureField
            kind="banner"
            label="Banner"
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
