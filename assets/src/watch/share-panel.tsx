import { Code, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import type { Video } from '~/api/types';
import { TitledDialog } from '~/components/titled-dialog';
import { copyText, watchUrl } from '~/lib/copy';
import { clock } from '~/lib/format';
import { testids } from '~/testids';

interface SharePanelProps {
  video: Video;
  /** Where the player stood when the panel was opened. */
  at: number;
  onClose: () => void;
}

function embedCode(video: Video): string {
  const src = new URL(`/embed/${encodeURIComponent(video.id)}`, location.origin).href;
  const title = video.title.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<iframe src="${src}" title="${title}" width="640" height="360" style="border:0" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`;
}

export default function SharePanel({ video, at, onClose }: SharePanelProps) {
  const id = useId();
  const [timed, setTimed] = useState(false);
  const link = watchUrl(video.id, timed ? at : 0);
  return (
    <TitledDialog title="Share" onClose={onClose}>
      <label htmlFor={id} className="sr-only">
        Link
      </label>
      <input id={id} className="field" readOnly value={link} onFocus={(event) => event.target.select()} />
      {at >= 1 && (
        <label className="mt-2 flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-5 accent-(--accent)"
            checked={timed}
            data-testid={testids.shareAtTime}
            onChange={(event) => setTimed(event.target.checked)}
          />
          Start at {clock(at)}
        </label>
      )}
      <div className="mt-4 flex flex-wrap gap-3">
        <button
          type="button"
          className="btn btn-primary flex-1"
          data-testid={testids.shareCopy}
          onClick={() => void copyText(link, 'Link copied')}
        >
          <Copy aria-hidden="true" />
          Copy link
        </button>
        <button
          type="button"
          className="btn btn-quiet flex-1"
          onClick={() => void copyText(embedCode(video), 'Embed code copied')}
        >
          <Code aria-hidden="true" />
          Copy embed code
        </button>
      </div>
    </TitledDialog>
  );
}
