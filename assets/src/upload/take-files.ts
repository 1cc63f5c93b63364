import type { QueryClient } from '@tanstack/react-query';
import { meQuery } from '~/api/queries';
import { bytes } from '~/lib/format';
import { External } from '~/lib/external';
import { m } from '~/words';
import { isUnfinished } from './item';
import { type Limits, type Refusal, largestUploadQuery, limitsOf, refusalOf } from './limits';
import { uploads } from './queue';

/** A file that was not taken, and why. */
export interface Refused {
  name: string;
  why: string;
}

export const refused = new External<readonly Refused[]>([]);

function words(refusal: Refusal, { file, all }: Limits): string {
  switch (refusal) {
    case 'type':
      return m.upload_refused_type();
    case 'empty':
      return m.upload_refused_empty();
    case 'file':
      return m.upload_refused_file({ size: bytes(file ?? 0) });
    case 'all':
      return m.upload_refused_all({ size: bytes(all ?? 0) });
    case 'twice':
      return m.upload_refused_twice();
  }
}

/** Puts files into the queue; those that the server would refuse are told instead. */
export async function takeFiles(queries: QueryClient, files: readonly File[]): Promise<void> {
  uploads.connect(queries);
  const largest = await queries.ensureQueryData(largestUploadQuery).catch(() => null);
  const limits = limitsOf(queries.getQueryData(meQuery.queryKey), largest);
  let before = uploads
    .snapshot()
    .filter(isUnfinished)
    .reduce((sum, { file }) => sum + file.size, 0);
  const news: Refused[] = [];
  for (const file of files) {
    const refusal = uploads.has(file) ? 'twice' : refusalOf(file, limits, before);
    if (refusal) {
      news.push({ name: file.name, why: words(refusal, limits) });
      continue;
    }
    before += file.size;
    uploads.add(file);
  }
  if (files.length > 0) refused.set(news);
}
