import { useMutation } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { User } from '~/api/types';
import { Field, Form, TextField } from '~/components/form';
import { Section } from '~/components/section';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { useKeepAccount } from './account';

/** One link a line; people rarely type the scheme. */
function linksOf(text: string): string[] {
  const links = text.split(/\s+/).filter(Boolean);
  return links.map((link) => (link.includes('://') ? link : `https://${link}`));
}

export function ProfileForm({ user }: { user: User }) {
  const keep = useKeepAccount();
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const value = (name: string) => String(form.get(name));
      const body = { display_name: value('display_name'), bio: value('bio'), links: linksOf(value('links')) };
      return (await client.PATCH('/api/v1/users/me', { body })).data;
    },
    onSuccess: (data) => {
      if (data) keep(data.user);
      void notify('success', m.settings_profile_saved());
    },
  });
  const fields = fieldsOf(save.error);
  const { profile } = user;
  return (
    <Section title={m.settings_about_you()} lead={m.settings_about_you_lead()}>
      <Form onSubmit={(form) => save.mutate(form)} error={save.error}>
        <Field
          label={m.settings_display_name()}
          name="display_name"
          autoComplete="name"
          defaultValue={profile?.display_name ?? ''}
          placeholder={user.username}
          hint={m.settings_display_name_hint()}
          error={fields.display_name}
          testid={testids.profileName}
        />
        <TextField
          label={m.settings_bio()}
          name="bio"
          defaultValue={profile?.bio}
          hint={m.settings_bio_hint()}
          error={fields.bio}
          testid={testids.profileBio}
        />
        <TextField
          label={m.settings_links()}
          name="links"
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={profile?.links.join('\n')}
          hint={m.settings_links_hint()}
          error={fields.links}
          testid={testids.profileLinks}
        />
        <button
          type="submit"
          className="btn btn-primary justify-self-start"
          disabled={save.isPending}
          data-testid={testids.profileSave}
        >
          {save.isPending ? m.common_saving() : m.common_save()}
        </button>
      </Form>
    </Section>
  );
}
