import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Video = Schemas['Video'];
export type VideoPage = Schemas['VideoPage'];
export type VideoState = Schemas['VideoState'];
export type Visibility = Schemas['Visibility'];
export type Rendition = Schemas['Rendition'];
export type Playback = Schemas['Playback'];
export type LoginResponse = Schemas['LoginResponse'];
export type Problem = Schemas['Problem'];
export type UpdateVideo = Schemas['UpdateVideo'];
export type WatchBeacon = Schemas['WatchBeacon'];
export type Sort = 'newest' | 'popular' | 'oldest';
