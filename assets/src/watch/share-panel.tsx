import { Code, Copy, Share2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { Video } from '~/api/types';
import { TitledDialog } from '~/components/titled-dialog';
import { copyText } from '~/lib/copy';
import { clock } from '~/lib/format';
import { embedCode, watchUrl } from '~/lib/links';
import { parseTime } from '~/lib/time';
import { testids } from '~/testids';
import { m } from '~/words';

interface SharePanelProps {
  video: Video;
  /** Where the player stood when the panel was opened. */
  at: number;
  onClose: () => void;
}

export default function SharePanel({ video, at, onClose }: SharePanelProps) {
  const id = useId();
  const [timed, setTimed] = useState(false);
  const [time, setTime] = useState(clock(at));
  const seconds = timed ? parseTime(time) : 0;
  const link = watchUrl(video.id, seconds);
  const canShare = 'share' in navigator;
  return (
    <TitledDialog title={m.watch_share()} onClose={onClose}>
      <label htmlFor={id} className="sr-only">
        {m.watch_share_link()}
      </label>
      <input id={id} className="field" readOnly value={link} onFocus={(event) => event.target.select()} />
      <div className="mt-2 flex min-h-11 items-center gap-3">
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-5 accent-(--accent)"
            checked={timed}
            data-testid={testids.shareAtTime}
            onChange={(event) => setTimed(event.target.checked)}
          />
          {m.watch_share_start_at()}
        </label>
        <input
          className="field w-28! tabular-nums"
          aria-label={m.watch_share_start_at()}
          value={time}
          disabled={!timed}
          inputMode="numeric"
          data-testid={testids.shareTime}
          onChange={(event) => setTime(event.target.value)}
        />
      </div>
      <div className="mt-4 flex flex-wrap gap-3">
        <button
          type="button"
          className="btn btn-primary flex-1"
          data-testid={testids.shareCopy}
          onClick={() => void copyText(link, m.watch_share_copied())}
        >
          <Copy aria-hidden="true" />
          {m.watch_share_copy()}
        </button>
        <button
          type="button"
          className="btn btn-quiet flex-1"
          data-testid={testids.shareEmbed}
          onClick={() => void copyText(embedCode(video, seconds), m.watch_share_embed_copied())}
        >
          <Code aria-hidden="true" />
          {m.watch_share_embed()}
        </button>
        {canShare && (
          <button
            type="button"
            className="btn btn-quiet flex-1"
            onClick={() => void navigator.share({ title: video.title, url: link }).catch(() => undefined)}
          >
            <Share2 aria-hidden="true" />
            {m.watch_share_more()}
          </button>
        )}
      </div>
    </TitledDialog>
  );
}
