import { Link } from '@tanstack/react-router';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { ladderProgress, stateWords } from '~/components/processing';
import { Progress } from '~/components/progress';
import { age, clock, views } from '~/lib/format';
import { testids } from '~/testids';
import { RowActions } from './row-actions';
import { StorageNote } from './storage-note';
import { VisibilityMenu } from './visibility-menu';

const tones: Record<Video['state'], string> = {
  uploading: 'bg-warn-soft text-warn',
  processing: 'bg-warn-soft text-warn',
  playable: 'bg-good-soft text-good',
  ready: 'bg-good-soft text-good',
  failed: 'bg-bad-soft text-bad',
};

export function StudioRow({ video }: { video: Video }) {
  const { id, title, duration, state } = video;
  const making = (state === 'processing' || state === 'playable') && video.renditions.length > 0;
  return (
    <li
      data-testid={testids.studioRow}
      data-video-id={id}
      className="grid grid-cols-[7.5rem_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-3 border-b border-line py-4 sm:grid-cols-[10rem_minmax(0,1fr)_auto] lg:grid-cols-[10rem_minmax(0,1fr)_11rem_9rem_6rem_auto] lg:items-center"
    >
      <Link
        to="/watch/$id"
        params={{ id }}
        className="relative overflow-hidden rounded-[10px]"
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
          to="/watch/$id"
          params={{ id }}
          className="line-clamp-2 font-semibold hover:text-accent"
          data-testid={testids.videoCardTitle}
        >
          {title}
        </Link>
        <p className="mt-1 text-sm text-ink-3">
          {age(video.created_at)}
          <StorageNote video={video} />
          <span className="lg:hidden"> · {views(video.stats.views)}</span>
        </p>
        {video.failure && <p className="mt-1 text-sm text-bad">{video.failure.detail}</p>}
      </div>
      <div className="order-last col-span-full flex flex-wrap items-center gap-3 lg:order-none lg:col-span-1 lg:block">
        <span className={`status ${tones[state]}`} data-testid={testids.studioState} data-state={state}>
          {stateWords(video)}
        </span>
        {making && (
          <Progress value={ladderProgress(video)} label="Qualities made" className="w-28 lg:mt-2 lg:h-1.5 lg:w-full" />
        )}
        <div className="ml-auto lg:hidden">
          <VisibilityMenu video={video} />
        </div>
      </div>
      <div className="max-lg:hidden">
        <VisibilityMenu video={video} />
      </div>
      <p className="text-right text-sm text-ink-2 tabular-nums max-lg:hidden">{views(video.stats.views)}</p>
      <RowActions video={video} />
    </li>
  );
}

export function StudioRowSkeleton() {
  return (
    <li className="flex gap-4 border-b border-line py-4" aria-hidden="true">
      <div className="skeleton aspect-video w-30 flex-none sm:w-40" />
      <div className="flex-1">
        <div className="skeleton h-5 w-2/3" />
        <div className="skeleton mt-2 h-4 w-24" />
      </div>
    </li>
  );
}
