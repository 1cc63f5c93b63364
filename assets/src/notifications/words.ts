import type { LinkProps } from '@tanstack/react-router';
import type { Notification } from '~/api/types';

export const notificationKinds = ['reply', 'mention', 'new_video', 'upload_ready', 'upload_failed', 'follow'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** A piece of a sentence; names stand out. */
export interface Piece {
  text: string;
  strong?: boolean;
}

const plain = (text: string): Piece => ({ text });
const strong = (text: string): Piece => ({ text, strong: true });

/** What has happened, in a sentence of pieces. */
export function sentenceOf({ kind, actor, video }: Notification): Piece[] {
  const who = actor ? strong(actor.display_name ?? actor.username) : plain('Somebody');
  const what = video ? strong(video.title) : plain('a video that is gone');
  const mine = video ? [plain('Your video '), strong(video.title)] : [plain('A video of yours')];
  switch (kind as NotificationKind) {
    case 'reply':
      return [who, plain(' replied to your comment on '), what];
    case 'mention':
      return [who, plain(' mentioned you in a comment on '), what];
    case 'new_video':
      return [who, plain(' published '), what];
    case 'upload_ready':
      return [...mine, plain(' is ready in every quality')];
    case 'upload_failed':
      return [...mine, plain(' could not be processed')];
    case 'follow':
      return [who, plain(' follows you now')];
    default:
      return [plain('There is something new for you')];
  }
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
