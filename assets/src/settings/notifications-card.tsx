import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { must } from '~/api/queries';
import type { NotificationSetting } from '~/api/types';
import { FormError } from '~/components/form';
import { Section } from '~/components/section';
import { notify } from '~/lib/notify';
import type { NotificationKind } from '~/notifications/words';
import { testids } from '~/testids';
import { m } from '~/words';
import { SwitchRow } from './switch-row';

const words: Record<NotificationKind, { label: () => string; note: () => string }> = {
  reply: { label: m.settings_told_reply, note: m.settings_told_reply_note },
  mention: { label: m.settings_told_mention, note: m.settings_told_mention_note },
  new_video: { label: m.settings_told_new_video, note: m.settings_told_new_video_note },
  upload_ready: { label: m.settings_told_ready, note: m.settings_told_ready_note },
  upload_failed: { label: m.settings_told_failed, note: m.settings_told_failed_note },
  follow: { label: m.settings_told_follow, note: m.settings_told_follow_note },
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
    <Section title={m.common_notifications()} lead={m.settings_notifications_lead()}>
      {error && !items && <FormError>{describe(error)}</FormError>}
      {!items && !error && <div className="skeleton h-80" aria-busy="true" aria-label={m.common_loading()} />}
      <div className="-my-3">
        {items?.map(({ kind, in_app }) => {
          const said = words[kind as NotificationKind];
          return (
            <SwitchRow
              key={kind}
              name={kind}
              label={said?.label() ?? kind}
              note={said?.note() ?? ''}
              on={in_app}
              testid={testids.notificationSetting}
              onChange={(on) => change.mutate({ kind, in_app: on })}
            />
          );
        })}
      </div>
    </Section>
  );
}
