import { CloudUpload, Pause } from 'lucide-react';
import type { Video } from '~/api/types';
import { Progress } from '~/components/progress';
import { percent } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

/** Tells a viewer that the video goes on only as far as its upload has come. */
export function UploadNotice({ video }: { video: Video }) {
  const { upload, state } = video;
  if (!upload || state !== 'playable') return null;
  const { received, length, is_paused: isPaused } = upload;
  const share = length ? received / length : undefined;
  const Icon = isPaused ? Pause : CloudUpload;
  return (
    <div
      role="status"
      data-testid={testids.uploadNotice}
      data-paused={isPaused}
      className="mb-4 flex items-center gap-3 rounded-card bg-sunken px-4 py-3 text-sm"
    >
      <Icon className="size-5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
      <p className="grow">{isPaused ? m.watch_upload_paused() : m.watch_upload_goes_on()}</p>
      {share !== undefined && (
        <div className="flex w-32 shrink-0 items-center gap-3 tabular-nums">
          <Progress value={share} label={m.watch_uploaded()} className="grow" />
          <span className="text-ink-2">{percent(share)}</span>
        </div>
      )}
    </div>
  );
}
