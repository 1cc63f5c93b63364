import type { Video, Visibility } from '~/api/types';

/** What a person tells of a video. An empty category, language or licence is none. */
export interface Details {
  title: string;
  description: string;
  visibility: Visibility;
  tags: string[];
  category: string;
  language: string;
  licence: string;
}

export type Changes = Partial<Details>;

export const LONGEST_TITLE = 200;
export const LONGEST_DESCRIPTION = 10_000;

export function detailsOf(video: Video): Details {
  const { title, description, visibility, tags, category, language, licence } = video;
  return {
    title,
    description,
    visibility,
    tags,
    category: category ?? '',
    language: language ?? '',
    licence: licence ?? '',
  };
}

export function emptyDetails(title: string, visibility: Visibility = 'public'): Details {
  return { title, description: '', visibility, tags: [], category: '', language: '', licence: '' };
}

/** As an upload brings them along: tags with commas between them, and nothing that is empty. */
export function uploadMetadata({ tags, ...words }: Details): Record<string, string> {
  const all = { ...words, tags: tags.join(',') };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The way back, from what an earlier visit has kept of an upload. */
export function detailsFromMetadata(metadata: Readonly<Record<string, string>>, title: string): Details {
  const { visibility } = metadata;
  return {
    title: metadata.title ?? title,
    description: metadata.description ?? '',
    visibility: visibility === 'unlisted' || visibility === 'private' ? visibility : 'public',
    tags: metadata.tags?.split(',') ?? [],
    category: metadata.category ?? '',
    language: metadata.language ?? '',
    licence: metadata.licence ?? '',
  };
}
