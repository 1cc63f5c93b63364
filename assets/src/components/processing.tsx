import type { Video } from '~/api/types';
import { percent, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { Progress } from './progress';

export function stateWords(video: Pick<Video, 'state' | 'progress' | 'renditions'>): string {
  const done = percent(video.progress);
  switch (video.state) {
    case 'uploading':
      return m.common_uploading();
    case 'processing':
      return video.renditions.length > 0 ? m.common_processing_part({ done }) : m.common_processing();
    case 'playable':
      return m.common_playable({ done });
    case 'ready':
      return m.common_ready();
    case 'failed':
      return m.common_state_failed();
  }
}

/** One bar for each quality in the making. */
export function RenditionBars({ video }: { video: Video }) {
  if (video.renditions.length === 0) return null;
  const best = [...video.renditions].sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
  return (
    <div>
      <ul className="grid gap-2">
        {best.map(({ name, progress }) => (
          <li key={name} className="grid grid-cols-[4rem_1fr_3rem] items-center gap-3 text-sm tabular-nums">
            <span className="truncate font-semibold">{name}</span>
            <Progress value={progress} label={m.common_rendition_made({ name })} testid={testids.renditionProgress} />
            <span className="text-right text-ink-2">{percent(progress)}</span>
          </li>
        ))}
      </ul>
      {video.eta != null && video.eta > 0 && (
        <p className="mt-2 text-sm text-ink-2 tabular-nums" data-testid={testids.timeLeft}>
          {m.common_time_left({ time: remaining(video.eta) })}
        </p>
      )}
    </div>
  );
}
