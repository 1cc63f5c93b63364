import type { Video } from '~/api/types';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

/** What a video takes; each rung on its own for whoever points at it. */
export function StorageNote({ video }: { video: Video }) {
  if (!video.storage || video.storage.bytes === 0) return null;
  const rungs = video.renditions.map(
    ({ name, bytes: stored, is_evicted }) =>
      `${name}: ${bytes(stored ?? 0)}${is_evicted ? `, ${m.studio_evicted()}` : ''}`,
  );
  return (
    <span title={rungs.join('\n')} data-testid={testids.studioStorage}>
      {bytes(video.storage.bytes)}
    </span>
  );
}
