import type { Comment, RoomRules, VideoEvent } from '~/api/types';

/** What a room tells. Messages with a `seq` are its order; the others tell how things stand. */
export type RoomMessage =
  | { type: 'welcome'; seq: number; epoch: string; presence: number }
  | { type: 'gap' }
  | { type: 'comment.created' | 'comment.updated'; seq: number; comment: Comment }
  | { type: 'comment.deleted'; seq: number; comment: { id: string; root?: string | null } }
  | { type: 'comment.accepted'; comment: Comment }
  | { type: 'comments.held' }
  | { type: 'comment.likes'; likes: { id: string; likes: number }[] }
  | { type: 'video.likes'; likes: number }
  | { type: 'chapters.updated' }
  | ({ type: 'room.rules' } & RoomRules)
  | { type: 'presence'; presence: number; people: number }
  | { type: 'error'; code: string; detail: string; client_id?: string; retry_after?: number }
  | VideoEvent;
