import { queryOptions } from '@tanstack/react-query';
import { sessionFetch } from '~/api/client';
import type { User } from '~/api/types';

/** What the server takes of anybody, in bytes; undefined when it does not say. */
export const largestUploadQuery = queryOptions({
  queryKey: ['largest-upload'],
  queryFn: async () => {
    const response = await sessionFetch(new Request('/api/v1/uploads', { method: 'OPTIONS' }));
    return Number(response.headers.get('Tus-Max-Size')) || null;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** What may be uploaded, in bytes; without a number nobody says. */
export interface Limits {
  file: number | undefined;
  all: number | undefined;
}

export function limitsOf(user: User | null | undefined, largest: number | null | undefined): Limits {
  const known = [user?.tier?.max_upload_bytes, largest].filter((bytes) => typeof bytes === 'number');
  return {
    file: known.length > 0 ? Math.min(...known) : undefined,
    all: user?.tier?.max_stored_bytes ?? undefined,
  };
}

const ENDINGS =
  /\.(3g2|3gp|aac|aiff?|asf|avi|flac|flv|m2ts|m4a|m4v|mka|mkv|mov|mp3|mp4|mpe?g|mts|mxf|oga|ogg|ogv|opus|ts|wav|webm|wma|wmv)$/i;

/** Why a file cannot be uploaded, as far as one can tell from here. */
export type Refusal = 'type' | 'empty' | 'file' | 'all' | 'twice';

/** `before` is what is on its way already. The server has the last word. */
export function refusalOf(
  file: Pick<File, 'name' | 'type' | 'size'>,
  limits: Limits,
  before: number,
): Refusal | undefined {
  if (!/^(video|audio)\//.test(file.type) && !ENDINGS.test(file.name)) return 'type';
  if (file.size === 0) return 'empty';
  if (limits.file !== undefined && file.size > limits.file) return 'file';
  return limits.all !== undefined && before + file.size > limits.all ? 'all' : undefined;
}

const LARGEST_SIDE = 8192;
const MOST_PIXELS = 8192 * 4352;

/** Whether the server would give up on a picture of this size. */
export function isPictureTooLarge({ width, height }: { width: number; height: number }): boolean {
  return width > LARGEST_SIDE || height > LARGEST_SIDE || width * height > MOST_PIXELS;
}
