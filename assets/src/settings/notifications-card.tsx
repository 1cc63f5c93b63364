import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { must } from '~/api/queries';
import type { NotificationSetting } from '~/api/types';
import { FormError } from '~/components/form';
import { Section } from '~/components/section';
import { notify } from '~/lib/notify';
import type { NotificationKind } from '~/notifications/words';
import { SwitchRow } from './switch-row';

const words: Record<NotificationKind, { label: string; note: string }> = {
  reply: { label: 'Replies', note: 'Somebody answers a comment of yours.' },
  mention: { label: 'Mentions', note: 'Somebody names you in a comment.' },
  new_video: { label: 'New videos', note: 'Somebody you follow publishes a video.' },
  upload_ready: { label: 'Uploads that are ready', note: 'Every quality of a video of yours is made.' },
  upload_failed: { label: 'Uploads that failed', note: 'A video of yours could not be processed.' },
  follow: { label: 'New followers', note: 'Somebody follows you.' },
};

const settingsQuery = queryOptions({
  queryKey: ['notification-settings'],
  queryFn: async ({ signal }) =>
    must((await client.GET('/api/v1/users/me/notification-settings', { signal })).data).items,
});

/** Turns a kind on or off at once, and back with a word if the server refuses. */
function useChangeSetting() {
  const queries = useQueryClient();
  const show = ({ kind, in_app }: NotificationSetting) =>
    queries.setQueryData(settingsQuery.queryKey, (items) =>
      items?.map((item) => (item.kind === kind ? { kind, in_app } : item)),
    );
  return useMutation({
    scope: { id: 'notification-settings' },
    mutationFn: (item: NotificationSetting) =>
      client.PUT('/api/v1/users/me/notification-settings', { body: { items: [item] } }),
    onMutate: show,
    onError: (error, { kind, in_app }) => {
      show({ kind, in_app: !in_app });
      void notify('error', describe(error));
    },
  });
}

export function NotificationsCard() {
  const { data: items, error } = useQuery(settingsQuery);
  const change = useChangeSetting();
  return (
    <Section title="Notifications" lead="What you are told of in the app. Changes are kept at once.">
      {error && !items && <FormError>{describe(error)}</FormError>}
      {!items && !error && <div className="skeleton h-80" aria-busy="true" aria-label="Loading" />}
      <div className="-my-3">
        {items?.map(({ kind, in_app }) => {
          const { label, note } = words[kind as NotificationKind] ?? { label: kind, note: '' };
          return (
            <SwitchRow
              key={kind}
              name={kind}
              label={label}
              note={note}
              on={in_app}
              onChange={(on) => change.mutate({ kind, in_app: on })}
            />
          );
        })}
      </div>
    </Section>
  );
}
