import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play, SkipBack, SkipForward } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { playlistRailQuery } from '~/api/up-next';
import { isNotFound } from '~/api/problem';
import type { Video } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { Poster } from '~/components/poster';
import { clsx } from '~/lib/clsx';
import { clock } from '~/lib/format';
import { WATCH_LATER } from '~/playlists/play-search';
import { testids } from '~/testids';
import { m } from '~/words';
import { AutoplaySwitch } from './autoplay-switch';

interface PlaylistRailProps {
  list: string;
  /** The video that plays. */
  id: string;
}

/** The playlist that is played through, with where one is in it. */
export function PlaylistRail({ list, id }: PlaylistRailProps) {
  const { data, error, refetch } = useQuery(playlistRailQuery(list));
  const current = useRef<HTMLLIElement>(null);
  const known = data !== undefined;
  useEffect(() => {
    const box = current.current?.parentElement;
    if (box && current.current) box.scrollTop = current.current.offsetTop - box.clientHeight / 3;
  }, [id, known]);
  // Whoever is not signed in has no list of what to watch later.
  if (error && (isNotFound(error) || list === WATCH_LATER)) return null;
  if (error && !data) return <ErrorCard error={error} retry={() => void refetch()} />;
  if (!data) {
    return (
      <div className="skeleton mb-8 h-80 rounded-card!" aria-busy="true" aria-label={m.watch_playlist_loading()} />
    );
  }
  const { title, owner, videos } = data;
  const at = videos.findIndex((video) => video.id === id);
  return (
    <section aria-label={title} className="card mb-8 overflow-hidden" data-testid={testids.playlistRail}>
      <header className="border-b border-line px-4 py-3">
        <h2 className="font-sans leading-snug font-bold">{title}</h2>
        <div className="flex items-center gap-1 text-sm text-ink-3">
          <p className="mr-auto min-w-0 truncate" data-testid={testids.playlistPlace}>
            {[
              owner && m.watch_playlist_by({ name: owner }),
              at >= 0 && m.watch_playlist_at({ at: at + 1, total: videos.length }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <Step
            video={videos[at - 1]}
            list={list}
            label={m.watch_playlist_previous()}
            testid={testids.playlistPrevious}
          >
            <SkipBack aria-hidden="true" />
          </Step>
          <Step video={videos[at + 1]} list={list} label={m.watch_playlist_next()} testid={testids.playlistNext}>
            <SkipForward aria-hidden="true" />
          </Step>
        </div>
        <AutoplaySwitch />
      </header>
      <ol className="relative max-h-96 overflow-y-auto p-2">
        {videos.map((video, index) => (
          <li key={video.id} ref={index === at ? current : undefined}>
            <Entry video={video} list={list} number={index + 1} isPlaying={index === at} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  video: Video | undefined;
  list: string;
  label: string;
  testid: string;
  children: ReactNode;
}

function Step({ video, list, label, testid, children }: StepProps) {
  if (!video) {
    return (
      <span className="icon-btn opacity-40" aria-hidden="true">
        {children}
      </span>
    );
  }
  return (
    <Link
      to="/watch/$id"
      params={{ id: video.id }}
      search={{ list }}
      className="icon-btn"
      aria-label={label}
      title={label}
      data-testid={testid}
    >
      {children}
    </Link>
  );
}

interface EntryProps {
  video: Video;
  list: string;
  number: number;
  isPlaying: boolean;
}

function Entry({ video, list, number, isPlaying }: EntryProps) {
  const { id, title, owner, duration, playback } = video;
  return (
    <Link
      to="/watch/$id"
      params={{ id }}
      search={{ list }}
      aria-current={isPlaying ? 'true' : undefined}
      data-testid={testids.playlistEntry}
      className={clsx('group flex items-center gap-3 rounded-control p-2 hover:bg-sunken', isPlaying && 'bg-sunken')}
    >
      <span className="w-5 flex-none text-center text-xs text-ink-3 tabular-nums">
        {isPlaying ? <Play className="size-4 fill-current text-accent" aria-label={m.watch_playing_now()} /> : number}
      </span>
      <span className="relative w-24 flex-none overflow-hidden rounded-[8px]">
        <Poster src={playback.poster} />
        {duration != null && duration > 0 && (
          <span className="absolute right-1 bottom-1 rounded bg-black/80 px-1 text-[0.6875rem] font-semibold text-white tabular-nums">
            {clock(duration)}
          </span>
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span className={clsx('line-clamp-2 text-sm leading-snug', isPlaying ? 'font-bold' : 'font-semibold')}>
          {title}
        </span>
        <span className="block truncate text-xs text-ink-3">{owner.display_name ?? owner.username}</span>
      </span>
    </Link>
  );
}
