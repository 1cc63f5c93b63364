import { useQuery } from '@tanstack/react-query';
import { ImageUp, RotateCcw } from 'lucide-react';
import { useRef, useState } from 'react';
import { type PosterChoice, useChoosePoster } from '~/api/mutations';
import { candidatesQuery } from '~/api/queries';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { clock } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { FramePreview } from './frame-preview';
import { FrameSlider } from './frame-slider';

const IMAGES = 'image/jpeg,image/png,image/webp';

/** The poster as it is, frames that would do instead, and a way to bring one's own. */
export function PosterPicker({ video }: { video: Video }) {
  const candidates = useQuery(candidatesQuery(video.id));
  const choose = useChoosePoster(video.id);
  const file = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState<number>();
  const pick = (choice: PosterChoice) => choose.mutate(choice, { onSuccess: () => setAt(undefined) });
  const items = candidates.data ?? [];
  return (
    <div className="max-w-2xl">
      <div
        className="overflow-hidden rounded-card aria-busy:opacity-60"
        aria-busy={choose.isPending}
        data-testid={testids.posterNow}
      >
        {at === undefined ? <Poster src={video.playback.poster} eager /> : <FramePreview video={video} at={at} />}
      </div>
      {video.duration != null && (
        <FrameSlider
          duration={video.duration}
          at={at}
          isBusy={choose.isPending}
          onLook={setAt}
          onTake={(time) => pick({ at: time })}
        />
      )}
      {items.length > 0 && (
        <div className="mt-4 grid grid-cols-4 gap-2" role="group" aria-label={m.studio_frames()}>
          {items.map(({ at, image, width, height }, index) => (
            <button
              key={at}
              type="button"
              className="cursor-pointer rounded-md bg-sunken bg-no-repeat transition-opacity hover:opacity-80 disabled:opacity-50"
              style={{
                aspectRatio: `${width} / ${height}`,
                backgroundImage: `url("${image}")`,
                backgroundSize: `${items.length * 100}% 100%`,
                backgroundPosition: `${(index / Math.max(1, items.length - 1)) * 100}% 0`,
              }}
              aria-label={m.studio_use_frame({ time: clock(at) })}
              disabled={choose.isPending}
              data-testid={testids.posterCandidate}
              onClick={() => pick({ at })}
            />
          ))}
        </div>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <input
          ref={file}
          type="file"
          accept={IMAGES}
          className="sr-only"
          tabIndex={-1}
          aria-hidden="true"
          data-testid={testids.posterFile}
          onChange={({ currentTarget }) => {
            const image = currentTarget.files?.[0];
            if (image) pick({ image });
            currentTarget.value = '';
          }}
        />
        <button
          type="button"
          className="btn btn-quiet"
          disabled={choose.isPending}
          data-testid={testids.posterAutomatic}
          onClick={() => pick('automatic')}
        >
          <RotateCcw aria-hidden="true" />
          {m.studio_poster_automatic()}
        </button>
        <button
          type="button"
          className="btn btn-primary"
          disabled={choose.isPending}
          onClick={() => file.current?.click()}
        >
          <ImageUp aria-hidden="true" />
          {choose.isPending ? m.studio_saving() : m.studio_poster_upload()}
        </button>
      </div>
    </div>
  );
}
