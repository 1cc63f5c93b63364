import type { Video } from '~/api/types';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';

/** What a video takes; each rung on its own for whoever points at it. */
export function StorageNote({ video }: { video: Video }) {
  if (!video.storage) return null;
  const rungs = video.renditions.map(
    ({ name, bytes: stored, is_evicted }) =>
      `${name}: ${bytes(stored ?? 0)}${is_evicted ? ', removed because nobody watched it; made again when asked for' : ''}`,
  );
  return (
    <span title={rungs.join('\n')} data-testid={testids.studioStorage}>
      {' · '}
      {bytes(video.storage.bytes)}
    </span>
  );
}
