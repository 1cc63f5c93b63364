import { Code, Copy, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useId, useState } from 'react';
import type { Video } from '~/api/types';
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
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <div className="mb-4 flex items-center justify-between gap-4">
            <Dialog.Title className="text-xl font-bold">Share</Dialog.Title>
            <Dialog.Close className="icon-btn -mr-2" aria-label="Close">
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
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
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
