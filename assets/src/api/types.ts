import type { components, paths } from './schema';

export type Visibility = 'public' | 'unlisted' | 'private';
export type VideoState = 'uploading' | 'processing' | 'playable' | 'ready' | 'failed';
export type CommentState = 'published' | 'held' | 'deleted';
export type Sort = 'newest' | 'popular' | 'oldest';

export const sorts: readonly Sort[] = ['newest', 'popular', 'oldest'];

export const categories = [
  'animals',
  'art',
  'comedy',
  'education',
  'entertainment',
  'film',
  'food',
  'gaming',
  'how_to',
  'kids',
  'music',
  'news',
  'people',
  'science',
  'society',
  'sports',
  'technology',
  'travel',
  'vehicles',
] as const;
export type Category = (typeof categories)[number];

export const roles = ['member', 'moderator', 'admin'] as const;
export const statuses = ['active', 'pending', 'banned'] as const;
export type Role = (typeof roles)[number];
export type Status = (typeof statuses)[number];

interface Words {
  visibility: Visibility;
  state: VideoState;
}

/** The document has plain strings where only a few words occur; the contract names them, and so does this. */
type Narrowed<T> = T extends components['schemas']['Comment']
  ? Omit<T, 'state'> & { state: CommentState }
  : T extends (infer Item)[]
    ? Narrowed<Item>[]
    : T extends object
      ? { [K in keyof T]: K extends keyof Words ? Words[K] | Exclude<T[K], string> : Narrowed<T[K]> }
      : T;

type Schemas = Narrowed<components['schemas']>;

export type Paths = Narrowed<paths>;
export type User = Schemas['User'];
export type Picture = Schemas['Picture'];
export type Profile = Schemas['Profile'];
export type Tier = Schemas['Tier'];
export type PublicUser = Schemas['PublicUser'];
export type Session = Schemas['Session'];
export type ApiKey = Schemas['ApiKey'];
export type ApiKeyCreated = Schemas['ApiKeyCreated'];
export type TotpState = Schemas['TotpState'];
export type TotpSecret = Schemas['TotpSecret'];
export type Account = Schemas['Account'];
export type AuditEntry = Schemas['AuditEntry'];
export type SignUp = Schemas['SignUp'];
export type MediaJob = Omit<components['schemas']['MediaJob'], 'state'> & { state: 'running' | 'waiting' };
export type LiveRoom = Schemas['LiveRoom'];
export type DeadLetter = Schemas['DeadLetter'];
export type CommentReport = Schemas['CommentReport'];
export type CommentRules = Schemas['CommentRules'];
export type LinkRule = Schemas['LinkRule'];
export type RuleAction = Schemas['RuleAction'];
export type ListedTier = Schemas['ListedTier'];
export type TierLimits = Schemas['TierLimits'];
export type StreamStorage = Schemas['StreamStorage'];
export type VideoStorage = Schemas['VideoStorage'];
export type EvictionFigures = Schemas['EvictionFigures'];
export type Video = Schemas['Video'];
export type VideoEvent = Schemas['VideoEvent'];
export type Captions = Schemas['Captions'];
export type Chapter = Schemas['Chapter'];
export type Followed = Schemas['Followed'];
export type Person = Schemas['Person'];
export type Blocked = Schemas['Blocked'];
export type FollowedPage = Schemas['FollowedPage'];
export type Notification = Schemas['Notification'];
export type NotificationPage = Schemas['NotificationPage'];
export type NotificationSetting = Schemas['NotificationSetting'];
export type VideoPage = Schemas['VideoPage'];
export type HistoryItem = Schemas['HistoryItem'];
export type HistoryPage = Schemas['HistoryPage'];
export type HistorySettings = Schemas['HistorySettings'];
export type Playlist = Schemas['Playlist'];
export type PlaylistPage = Schemas['PlaylistPage'];
export type PlaylistItem = Schemas['PlaylistItem'];
export type PlaylistItemPage = Schemas['PlaylistItemPage'];
export type Comment = Schemas['Comment'];
export type CommentPage = Schemas['CommentPage'];
export type RoomRules = Schemas['RoomRules'];
export type CommentEdit = Schemas['CommentEdit'];
export type Playback = Schemas['Playback'];
export type LoginResponse = Schemas['LoginResponse'];
export type Problem = Schemas['Problem'];
