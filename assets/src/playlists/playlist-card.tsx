import { Link } from '@tanstack/react-router';
import { ListVideo } from 'lucide-react';
import type { Playlist } from '~/api/types';
import { Poster } from '~/components/poster';
import { visibilities } from '~/components/visibility';
import { age, videos } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

/** A playlist as a card: the picture of its first video on a small stack. */
export function PlaylistCard({ playlist, isMine = false }: { playlist: Playlist; isMine?: boolean }) {
  const { id, title, cover, visibility, updated_at } = playlist;
  const seen = visibilities.find(({ value }) => value === visibility);
  return (
    <article className="group relative min-w-0 pt-2" data-testid={testids.playlistCard} data-playlist-id={id}>
      <span className="absolute inset-x-5 top-0 h-4 rounded-t-card bg-line-strong/35" aria-hidden="true" />
      <span
        className="absolute inset-x-2.5 top-1 h-4 rounded-t-card border-t-2 border-bg bg-line-strong/60"
        aria-hidden="true"
      />
      <div className="relative overflow-hidden rounded-card border-t-2 border-bg">
        <Poster src={cover} />
        <span className="absolute right-2 bottom-2 inline-flex items-center gap-1.5 rounded-md bg-black/80 px-2 py-1 text-xs font-semibold text-white tabular-nums">
          <ListVideo className="size-3.5" aria-hidden="true" />
          {videos(playlist.videos)}
        </span>
      </div>
      <h3 className="mt-2.5 line-clamp-2 font-sans leading-snug font-semibold group-hover:text-accent">
        <Link
          to="/playlist/$id"
          params={{ id }}
          className="after:absolute after:inset-0 after:rounded-card"
          data-testid={testids.playlistTitle}
        >
          {title}
        </Link>
      </h3>
      <p className="mt-0.5 text-sm text-ink-3">
        {isMine && seen ? `${seen.label()} · ` : ''}
        {m.library_updated({ age: age(updated_at) })}
      </p>
    </article>
  );
}

export function PlaylistCardSkeleton() {
  return (
    <div className="pt-2" aria-hidden="true">
      <div className="skeleton aspect-video rounded-card!" />
      <div className="skeleton mt-3 h-5 w-2/3" />
      <div className="skeleton mt-2 h-4 w-1/2" />
    </div>
  );
}
