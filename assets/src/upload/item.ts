import type { Visibility } from '~/api/types';

export interface Draft {
  title: string;
  description: string;
  visibility: Visibility;
}

/** Where a file is on its way: waiting, moving, halted by the person, waiting for the connection, given up, there. */
export type Phase = 'queued' | 'sending' | 'paused' | 'retrying' | 'failed' | 'sent';

/** How the form stands with the server. */
export type Saved = 'clean' | 'pending' | 'saving' | 'saved' | 'refused';

export interface UploadItem {
  readonly key: string;
  readonly file: File;
  readonly phase: Phase;
  readonly sent: number;
  readonly speed: number | undefined;
  readonly eta: number | undefined;
  readonly videoId: string | undefined;
  readonly error: string | undefined;
  readonly draft: Draft;
  readonly saved: Saved;
  readonly saveError: string | undefined;
}

export function isMoving(phase: Phase): boolean {
  return phase === 'sending' || phase === 'retrying';
}

/** Leaving the page would lose something. */
export function isUnfinished(item: UploadItem): boolean {
  return (item.phase !== 'sent' && item.phase !== 'failed') || item.saved === 'pending' || item.saved === 'saving';
}
