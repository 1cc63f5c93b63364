import { AudioLines, Clapperboard } from 'lucide-react';
import { clock } from '~/lib/format';
import { testids } from '~/testids';
import type { UploadItem } from './item';

/** A picture at once: a frame of the file on the disk, until the server has made a poster. */
export function Still({ item, poster }: { item: UploadItem; poster: string | undefined }) {
  const { look } = item;
  const src = poster ?? look?.still;
  const Icon = look?.width === 0 ? AudioLines : Clapperboard;
  return (
    <div className="relative grid aspect-video place-items-center overflow-hidden rounded-control bg-sunken">
      {src ? (
        <img
          src={src}
          alt=""
          className="size-full object-cover"
          data-testid={testids.uploadStill}
          data-local={poster ? undefined : true}
        />
      ) : (
        <Icon className="size-10 text-ink-3 opacity-50" strokeWidth={1.25} aria-hidden="true" />
      )}
      {look && Number.isFinite(look.duration) && (
        <span className="absolute right-1.5 bottom-1.5 rounded bg-black/80 px-1 text-xs font-semibold text-white tabular-nums">
          {clock(look.duration)}
        </span>
      )}
    </div>
  );
}
