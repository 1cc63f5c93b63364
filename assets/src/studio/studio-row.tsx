import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useEffect } from 'react';
import { useLiveVideo } from '~/api/live-video';
import { keepVideo } from '~/api/mutations';
import { wordsOfFailure } from '~/api/failure-words';
import { isAtWork } from '~/api/queries';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { clsx } from '~/lib/clsx';
import { clock } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { Cell } from './cells';
import type { Column } from './columns';
import { RowActions } from './row-actions';
import { StorageNote } from './storage-note';

const LOOK_AGAIN_MS = 2000;

/** A video the server is at work on, as it is right now. */
function useNow(listed: Video): Video {
  const queries = useQueryClient();
  const { data = listed } = useLiveVideo(isAtWork(listed) ? listed.id : undefined, (video) =>
    !video || isAtWork(video) ? LOOK_AGAIN_MS : false,
  );
  useEffect(() => {
    if (data.state !== listed.state) keepVideo(queries, data);
  }, [queries, data, listed.state]);
  return isAtWork(listed) ? data : listed;
}

interface StudioRowProps {
  video: Video;
  columns: readonly Column[];
  isChosen: boolean;
  onChoose: (id: string, isRange: boolean) => void;
}

export const GRID =
  'grid grid-cols-[auto_7.5rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 xl:grid-cols-(--studio-columns) xl:items-center xl:gap-x-4';

/** A row of the table; where columns have no room, a card. */
export const StudioRow = memo(function StudioRow({ video: listed, columns, isChosen, onChoose }: StudioRowProps) {
  const video = useNow(listed);
  const { id, title, duration, failure } = video;
  return (
    <div
      role="row"
      className={clsx(
        GRID,
        'border-b border-line py-3 [contain-intrinsic-block-size:auto_7rem] [content-visibility:auto] xl:px-2',
        isChosen && 'bg-accent-soft',
      )}
      aria-selected={isChosen}
      data-testid={testids.studioRow}
      data-video-id={id}
    >
      <div role="cell">
        <label className="grid size-11 place-items-center max-xl:-mx-2">
          <input
            type="checkbox"
            className="size-5 accent-(--accent)"
            checked={isChosen}
            aria-label={m.studio_choose({ title })}
            data-testid={testids.studioChoose}
            onChange={({ nativeEvent }) => onChoose(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
          />
        </label>
      </div>
      <div role="cell" className="col-span-2 grid grid-cols-subgrid items-start xl:col-span-1 xl:flex xl:gap-4">
        <Link
          to="/studio/$id"
          params={{ id }}
          className="relative flex-none overflow-hidden rounded-[10px] xl:w-32"
          tabIndex={-1}
          aria-hidden="true"
        >
          <Poster src={video.playback.poster} />
          {duration != null && duration > 0 && (
            <span className="absolute right-1.5 bottom-1.5 rounded bg-black/80 px-1 text-xs font-semibold text-white tabular-nums">
              {clock(duration)}
            </span>
          )}
        </Link>
        <div className="min-w-0">
          <Link
            to="/studio/$id"
            params={{ id }}
            className="line-clamp-2 font-semibold hover:text-accent"
            data-testid={testids.videoCardTitle}
          >
            {title}
          </Link>
          <p className="mt-0.5 line-clamp-1 text-sm text-ink-3 max-xl:hidden">{video.description}</p>
          <p className="text-sm text-ink-3">
            <StorageNote video={video} />
          </p>
          {failure && <p className="mt-1 text-sm text-bad">{wordsOfFailure(failure)}</p>}
        </div>
      </div>
      <div
        role="none"
        className="order-last col-span-full flex flex-wrap items-center gap-x-4 gap-y-1 xl:order-none xl:contents"
      >
        {columns.map((column) => (
          <Cell key={column} column={column} video={video} />
        ))}
      </div>
      <div role="cell">
        <RowActions video={video} />
      </div>
    </div>
  );
});

export function StudioRowSkeleton() {
  return (
    <div className="flex gap-4 border-b border-line py-4" aria-hidden="true">
      <div className="skeleton aspect-video w-30 flex-none sm:w-40" />
      <div className="flex-1">
        <div className="skeleton h-5 w-2/3" />
        <div className="skeleton mt-2 h-4 w-24" />
      </div>
    </div>
  );
}
