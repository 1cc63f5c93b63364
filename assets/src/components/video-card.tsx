import { Link } from '@tanstack/react-router';
import type { Video } from '~/api/types';
import { age, clock, spokenDuration, views } from '~/lib/format';
import { testids } from '~/testids';
import { Avatar } from './avatar';
import { MovingPoster, useMoving } from './moving-poster';

interface VideoCardProps {
  video: Video;
  eager?: boolean;
  withOwner?: boolean;
}

export function VideoCard({ video, eager = false, withOwner = true }: VideoCardProps) {
  const { id, title, owner, duration, stats } = video;
  const { poster, preview } = video.playback;
  const { moving, handlers } = useMoving();
  return (
    <article className="group relative min-w-0" data-testid={testids.videoCard} data-video-id={id} {...handlers}>
      <div className="relative overflow-hidden rounded-card">
        <MovingPoster src={poster} preview={preview} moving={moving} eager={eager} />
        {duration != null && duration > 0 && (
          <span className="absolute right-2 bottom-2 rounded-md bg-black/80 px-1.5 py-0.5 text-xs font-semibold text-white tabular-nums">
            <span aria-hidden="true">{clock(duration)}</span>
            <span className="sr-only">{spokenDuration(duration)}</span>
          </span>
        )}
        <span
          aria-hidden="true"
          className="absolute inset-x-0 bottom-0 h-[3px] origin-center scale-x-0 bg-glow transition-transform duration-300 group-focus-within:scale-x-100 group-hover:scale-x-100"
        />
      </div>
      <div className="mt-3 flex gap-3">
        {withOwner && <Avatar name={owner.username} className="size-9 text-sm" />}
        <div className="min-w-0 flex-1 min-[520px]:min-h-[5.5rem]">
          <h2 className="line-clamp-2 font-sans text-[0.9875rem] leading-snug font-semibold">
            <Link
              to="/watch/$id"
              params={{ id }}
              className="after:absolute after:inset-0 after:rounded-card"
              data-testid={testids.videoCardTitle}
            >
              {title}
            </Link>
          </h2>
          {withOwner && (
            <Link
              to="/@{$username}"
              params={{ username: owner.username }}
              className="relative z-10 -my-1 block w-fit max-w-full truncate py-1 text-sm text-ink-2 hover:text-ink"
            >
              {owner.username}
            </Link>
          )}
          <p className="text-sm text-ink-3">
            {views(stats.views)} · {age(video.published_at ?? video.created_at)}
          </p>
        </div>
      </div>
    </article>
  );
}

export function VideoCardSkeleton({ withOwner = true }: { withOwner?: boolean }) {
  return (
    <div aria-hidden="true">
      <div className="skeleton aspect-video rounded-card!" />
      <div className="mt-3 flex gap-3">
        {withOwner && <div className="skeleton size-9 flex-none rounded-full!" />}
        <div className="flex-1 min-[520px]:min-h-[5.5rem]">
          <div className="skeleton h-4.5 w-11/12" />
          {withOwner && <div className="skeleton mt-2 h-4 w-1/3" />}
          <div className="skeleton mt-2 h-4 w-1/2" />
        </div>
      </div>
    </div>
  );
}
