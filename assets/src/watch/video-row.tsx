import { Link } from '@tanstack/react-router';
import type { Video } from '~/api/types';
import { Poster } from '~/components/poster';
import { ThumbnailWords, WatchedBar } from '~/components/thumbnail';
import { age, clock, views } from '~/lib/format';
import { watchedPart } from '~/lib/watched';

export function VideoRow({ video }: { video: Video }) {
  const { id, title, owner, duration, stats } = video;
  return (
    <Link to="/watch/$id" params={{ id }} viewTransition className="group flex gap-3 rounded-card">
      <span className="relative w-40 flex-none self-start overflow-hidden rounded-[10px]">
        <Poster src={video.playback.poster} />
        {duration != null && duration > 0 && (
          <span className="absolute right-1.5 bottom-1.5 rounded bg-black/80 px-1 text-xs font-semibold text-white tabular-nums">
            {clock(duration)}
          </span>
        )}
        <WatchedBar part={watchedPart(video)} />
      </span>
      <span className="min-w-0 flex-1 py-0.5">
        <span className="line-clamp-2 text-[0.9375rem] leading-snug font-semibold group-hover:text-accent">
          {title}
        </span>
        <ThumbnailWords video={video} />
        <span className="mt-1 block truncate text-sm text-ink-2">{owner.display_name ?? owner.username}</span>
        <span className="block truncate text-sm text-ink-3">
          {views(stats.views)} · {age(video.published_at ?? video.created_at)}
        </span>
      </span>
    </Link>
  );
}

export function VideoRowSkeleton() {
  return (
    <div className="flex gap-3" aria-hidden="true">
      <div className="skeleton aspect-video w-40 flex-none" />
      <div className="flex-1">
        <div className="skeleton h-4 w-11/12" />
        <div className="skeleton mt-2 h-4 w-1/2" />
      </div>
    </div>
  );
}
