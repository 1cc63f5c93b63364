/** How a recording is written. */
export interface Format {
  mimeType: string;
  extension: 'mp4' | 'webm';
}

/**
 * H.264 in MP4 first: the server need not make it again to be played. Not every system has an AAC encoder; Opus may stand
 * in MP4 as well.
 */
const WANTED = [
  'video/mp4;codecs=avc1.640028,mp4a.40.2',
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4;codecs=avc1.640028,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm',
  'video/mp4',
];

export function pickFormat(isSupported: (mimeType: string) => boolean): Format | undefined {
  const mimeType = WANTED.find(isSupported);
  if (!mimeType) return undefined;
  return { mimeType, extension: mimeType.startsWith('video/mp4') ? 'mp4' : 'webm' };
}

/** Bits a second that a picture of this size deserves. */
export function bitrateFor(width: number, height: number): number {
  const perPixel = 2.2;
  return Math.min(10_000_000, Math.max(1_000_000, Math.round(width * height * perPixel)));
}
