import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import type { Video } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { clock, percent, spokenDuration } from '~/lib/format';
import { watchedPart } from '~/lib/watched';
import { playSearch } from '~/playlists/play-search';
import { testids } from '~/testids';
import { m } from '~/words';
import { MovingPoster, type useMoving } from './moving-poster';

/** The same name as the player's place on the watch page: there, the picture grows into it. */
const STAGE = 'stage';

/** For a link to a video: the picture of the card that is opened is the one that moves; one name, one element. */
export function takeToStage({ currentTarget, button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): void {
  const opensElsewhere = button !== 0 || ctrlKey || metaKey || shiftKey || altKey;
  if (opensElsewhere) return;
  for (const other of document.querySelectorAll<HTMLElement>('[data-picture]')) other.style.viewTransitionName = '';
  const picture = currentTarget.closest('article')?.querySelector<HTMLElement>('[data-picture]');
  if (picture) picture.style.viewTransitionName = STAGE;
}

interface ThumbnailProps {
  video: Video;
  moving?: ReturnType<typeof useMoving>;
  eager?: boolean;
  className?: string;
  /** The playlist that it is seen in. */
  list?: string | undefined;
}

/** The picture of a video with its length and how far one is in it; it opens the video, as its title does. */
export function Thumbnail({ video, moving, eager = false, className, list }: ThumbnailProps) {
  const { duration } = video;
  const { poster, preview } = video.playback;
  return (
    <Link
      to="/watch/$id"
      params={{ id: video.id }}
      search={playSearch(list)}
      viewTransition
      onClick={takeToStage}
      tabIndex={-1}
      aria-hidden="true"
      data-picture
      className={clsx('relative block overflow-hidden select-none [-webkit-touch-callout:none]', className)}
      {...moving?.holdHandlers}
    >
      <MovingPoster src={poster} preview={preview} moving={moving?.moving ?? false} eager={eager} />
      {duration != null && duration > 0 && (
        <span className="absolute right-2 bottom-2 rounded-md bg-black/80 px-1.5 py-0.5 text-xs font-semibold text-white tabular-nums">
          {clock(duration)}
        </span>
      )}
      <WatchedBar part={watchedPart(video)} />
    </Link>
  );
}

export function WatchedBar({ part }: { part: number | undefined }) {
  if (part === undefined) return null;
  return (
    <span className="absolute inset-x-0 bottom-0 h-1 bg-black/60" data-testid={testids.watchedBar} data-part={part}>
      <span className="block h-full origin-left bg-[#f3b23f]" style={{ transform: `scaleX(${part})` }} />
    </span>
  );
}

/** The same in words, for who does not see the picture. */
export function ThumbnailWords({ video }: { video: Video }) {
  const part = watchedPart(video);
  const length = video.duration != null && video.duration > 0 ? spokenDuration(video.duration) : '';
  const watched =
    part === undefined ? '' : part === 1 ? m.home_watched() : m.home_watched_part({ part: percent(part) });
  return <span className="sr-only">{[length, watched].filter(Boolean).join(', ')}</span>;
}
