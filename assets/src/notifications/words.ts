import type { LinkProps } from '@tanstack/react-router';
import type { Notification } from '~/api/types';
import { piecesOf } from '~/lib/pieces';
import { m } from '~/words';

export const notificationKinds = ['reply', 'mention', 'new_video', 'upload_ready', 'upload_failed', 'follow'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** A piece of a sentence; names stand out. */
export interface Piece {
  text: string;
  strong?: boolean;
}

const strong = (text: string): Piece => ({ text, strong: true });

type Names = 'who' | 'what';
type Say = (names: Record<Names, string>) => string;

/** By kind: of a video that is there, and of one that is gone. */
const sentences: Record<NotificationKind, readonly [there: Say, gone: Say]> = {
  reply: [m.notifications_reply, m.notifications_reply_gone],
  mention: [m.notifications_mention, m.notifications_mention_gone],
  new_video: [m.notifications_new_video, m.notifications_new_video_gone],
  upload_ready: [m.notifications_upload_ready, m.notifications_upload_ready_gone],
  upload_failed: [m.notifications_upload_failed, m.notifications_upload_failed_gone],
  follow: [m.notifications_follow, m.notifications_follow],
};

/** What has happened, in a sentence of pieces. */
export function sentenceOf({ kind, actor, video }: Notification): Piece[] {
  const [there, gone] = sentences[kind as NotificationKind] ?? [m.notifications_other, m.notifications_other];
  const who = actor ? strong(actor.display_name ?? actor.username) : { text: m.notifications_somebody() };
  const fill: Record<Names, Piece> = { who, what: strong(video?.title ?? '') };
  return piecesOf(video ? there : gone, fill).map((piece) => (typeof piece === 'string' ? { text: piece } : piece));
}

export const textOf = (notification: Notification) =>
  sentenceOf(notification)
    .map(({ text }) => text)
    .join('');

type Target = Pick<LinkProps, 'to' | 'params' | 'search'>;

/** Where it leads, if what it is about is still there. */
export function targetOf({ kind, actor, video, comment }: Notification): Target | undefined {
  if (video) {
    return { to: '/watch/$id', params: { id: video.id }, search: comment ? { comment } : {} };
  }
  if (kind === 'follow' && actor) return { to: '/@{$username}', params: { username: actor.username } };
  return undefined;
}
