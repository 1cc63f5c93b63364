import { Link } from '@tanstack/react-router';
import type { Video } from '~/api/types';
import { age, views } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { Avatar } from './avatar';
import { CardMenuButton } from './card-menu-button';
import { useMoving } from './moving-poster';
import { Thumbnail, ThumbnailWords, takeToStage } from './thumbnail';

interface VideoCardProps {
  video: Video;
  eager?: boolean;
  withOwner?: boolean;
  /** Whether it came since the person last looked. */
  isNew?: boolean;
  /** Where the person may say that they do not want to see it. */
  onHide?: () => void;
}

export function VideoCard({ video, eager = false, withOwner = true, isNew = false, onHide }: VideoCardProps) {
  const { id, title, owner, stats } = video;
  const moving = useMoving();
  return (
    <article className="group relative min-w-0" data-testid={testids.videoCard} data-video-id={id} {...moving.handlers}>
      <div className="relative">
        <Thumbnail video={video} moving={moving} eager={eager} className="z-10 rounded-card" />
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-x-3 -bottom-px z-10 h-[3px] origin-center scale-x-0 rounded-full bg-glow transition-transform duration-300 group-focus-within:scale-x-100 group-hover:scale-x-100"
        />
      </div>
      <div className="mt-3 flex gap-3">
        {withOwner && <Avatar name={owner.username} src={owner.avatar ?? undefined} className="size-9 text-sm" />}
        <div className="min-w-0 flex-1 min-[520px]:min-h-[5.5rem]">
          <h2 className="line-clamp-2 font-sans text-[0.9875rem] leading-snug font-semibold">
            <Link
              to="/watch/$id"
              params={{ id }}
              viewTransition
              onClick={takeToStage}
              className="pt-1.5 pb-0.5 after:absolute after:inset-0 after:rounded-card"
              data-testid={testids.videoCardTitle}
            >
              {title}
              <ThumbnailWords video={video} />
            </Link>
          </h2>
          {withOwner && (
            <Link
              to="/@{$username}"
              params={{ username: owner.username }}
              className="relative z-10 -mb-1 block w-fit max-w-full truncate pb-1 text-sm text-ink-2 hover:text-ink"
            >
              {owner.display_name ?? owner.username}
            </Link>
          )}
          <p className="text-sm text-ink-3">
            {isNew && (
              <span
                className="mr-1.5 rounded-md bg-accent px-1.5 py-px text-xs font-semibold text-on-accent"
                data-testid={testids.newMark}
              >
                {m.home_new()}
              </span>
            )}
            {views(stats.views)} · {age(video.published_at ?? video.created_at)}
          </p>
        </div>
        <div className="relative z-10 -mt-2.5 -mr-3">
          <CardMenuButton video={video} onHide={onHide} />
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
