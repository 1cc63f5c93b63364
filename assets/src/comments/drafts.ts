import type { Pending } from '~/room/state';

/** Texts that are not posted yet live in the browser, so that neither a reload nor a refusal loses them. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Without storage a text lives as long as its page.
  }
}

/** What is being written; `of` names the video, or the comment that is answered or edited. */
export const draftOf = (of: string) => read(`playhouse.draft.${of}`) ?? '';
export const keepDraft = (of: string, text: string) => write(`playhouse.draft.${of}`, text.trim() ? text : undefined);

const unsentKey = (video: string, viewer: string) => `playhouse.unsent.${viewer}.${video}`;

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, body, at, parent, root } = value as Record<string, unknown>;
  const isText = (text: unknown) => text === undefined || typeof text === 'string';
  const isTime = at === undefined || typeof at === 'number';
  return typeof clientId === 'string' && typeof body === 'string' && isTime && isText(parent) && isText(root);
}

/** Comments that were on their way when the page was left. */
export function unsentOf(video: string, viewer: string): Pending[] {
  try {
    const kept: unknown = JSON.parse(read(unsentKey(video, viewer)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPending) : [];
  } catch {
    return [];
  }
}

export function keepUnsent(video: string, viewer: string, pending: readonly Pending[]): void {
  const kept = pending.map(({ failure: _failure, ...rest }) => rest);
  write(unsentKey(video, viewer), kept.length > 0 ? JSON.stringify(kept) : undefined);
}
