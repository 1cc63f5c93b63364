import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Video } from '~/api/types';
import { type CardAction, CardMenuButton } from '~/components/card-menu-button';
import { useMoving } from '~/components/moving-poster';
import { Thumbnail, ThumbnailWords, takeToStage } from '~/components/thumbnail';
import { age, views } from '~/lib/format';
import { playSearch } from '~/playlists/play-search';
import { testids } from '~/testids';

interface EntryRowProps {
  video: Video;
  more?: readonly CardAction[];
  eager?: boolean;
  /** The playlist that it is seen in. */
  list?: string | undefined;
  /** What this list has to say of it. */
  children?: ReactNode;
}

/** A video as a line of a list. */
export function EntryRow({ video, more, eager = false, list, children }: EntryRowProps) {
  const { id, title, owner, stats } = video;
  const moving = useMoving();
  return (
    <article
      className="far-row group relative flex gap-3 rounded-card py-2 sm:gap-4"
      data-testid={testids.entryRow}
      data-video-id={id}
      {...moving.handlers}
    >
      <Thumbnail
        video={video}
        moving={moving}
        eager={eager}
        list={list}
        className="z-10 w-36 flex-none self-start rounded-[10px] sm:w-48"
      />
      <div className="min-w-0 flex-1 py-0.5">
        <h3 className="line-clamp-2 font-sans leading-snug font-semibold group-hover:text-accent">
          <Link
            to="/watch/$id"
            params={{ id }}
            search={playSearch(list)}
            viewTransition
            onClick={takeToStage}
            className="after:absolute after:inset-0 after:rounded-card"
            data-testid={testids.entryTitle}
          >
            {title}
            <ThumbnailWords video={video} />
          </Link>
        </h3>
        <Link
          to="/@{$username}"
          params={{ username: owner.username }}
          className="relative z-10 mt-0.5 block w-fit max-w-full truncate py-1 text-sm text-ink-2 hover:text-ink"
        >
          {owner.display_name ?? owner.username}
        </Link>
        <p className="text-sm text-ink-3">
          {views(stats.views)} · {age(video.published_at ?? video.created_at)}
        </p>
        {children}
      </div>
      <div className="relative z-10 -mt-1 -mr-2">
        <CardMenuButton video={video} more={more} />
      </div>
    </article>
  );
}

export function EntryRowSkeleton() {
  return (
    <div className="flex gap-3 py-2 sm:gap-4" aria-hidden="true">
      <div className="skeleton aspect-video w-36 flex-none self-start rounded-[10px]! sm:w-48" />
      <div className="flex-1 py-0.5">
        <div className="skeleton h-5 w-10/12" />
        <div className="skeleton mt-2 h-4 w-1/3" />
        <div className="skeleton mt-2 h-4 w-1/2" />
      </div>
    </div>
  );
}

export function EntryRowSkeletons({ label }: { label: string }) {
  return (
    <div aria-busy="true" aria-label={label}>
      {Array.from({ length: 6 }, (_, index) => (
        <EntryRowSkeleton key={index} />
      ))}
    </div>
  );
}
