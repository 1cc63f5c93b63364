import { type SaveState, isUnsaved } from '~/details/autosave';
import type { Details } from '~/details/details';
import type { Look } from './look';
import type { Sent } from './sent-files';

/** Where a file is on its way: waiting, moving, halted by the person, waiting for the connection, given up, there. */
export type Phase = 'queued' | 'sending' | 'paused' | 'retrying' | 'failed' | 'sent';

export interface UploadItem {
  readonly key: string;
  readonly file: File;
  readonly phase: Phase;
  readonly sent: number;
  readonly speed: number | undefined;
  readonly eta: number | undefined;
  readonly videoId: string | undefined;
  readonly error: string | undefined;
  readonly details: Details;
  readonly save: SaveState;
  /** What the browser sees in the file; undefined until it has looked, and when it cannot. */
  readonly look: Look | undefined;
  /** The video that the same file has become before. */
  readonly twin: Sent | undefined;
}

export function isMoving(phase: Phase): boolean {
  return phase === 'sending' || phase === 'retrying';
}

/** The server has its link already, or bytes of it. */
export function hasBegun({ sent, videoId }: UploadItem): boolean {
  return sent > 0 || videoId !== undefined;
}

/** Leaving the page would lose something. */
export function isUnfinished(item: UploadItem): boolean {
  return (item.phase !== 'sent' && item.phase !== 'failed') || isUnsaved(item.save);
}

/** All files together. */
export interface Totals {
  files: number;
  /** Files whose bytes are not there yet and that have not been given up. */
  left: number;
  sent: number;
  size: number;
  speed: number | undefined;
  eta: number | undefined;
}

export function totalsOf(items: readonly UploadItem[]): Totals {
  const wanted = items.filter(({ phase }) => phase !== 'failed');
  const sum = (numberOf: (item: UploadItem) => number) => wanted.reduce((total, item) => total + numberOf(item), 0);
  const sent = sum((item) => item.sent);
  const size = sum((item) => item.file.size);
  const speeds = wanted.flatMap(({ phase, speed }) => (phase === 'sending' && speed !== undefined ? [speed] : []));
  const speed = speeds.length > 0 ? speeds.reduce((total, one) => total + one, 0) : undefined;
  return {
    files: items.length,
    left: wanted.filter(({ phase }) => phase !== 'sent').length,
    sent,
    size,
    speed,
    eta: speed === undefined || speed < 1 ? undefined : (size - sent) / speed,
  };
}
