import { Link } from '@tanstack/react-router';
import { Pencil, Share2, Trash2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { Playlist } from '~/api/types';
import { Poster } from '~/components/poster';
import { visibilities } from '~/components/visibility';
import { copyText } from '~/lib/copy';
import { age, videos } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { PlayAll } from './play-all';

const EditDialog = lazy(() => import('./edit-dialog'));
const DeleteDialog = lazy(() => import('./delete-dialog'));

interface PlaylistHeadProps {
  playlist: Playlist;
  isMine: boolean;
  /** The video that is first in it. */
  first: string | undefined;
}

/** What a playlist is about, beside its videos or above them. */
export function PlaylistHead({ playlist, isMine, first }: PlaylistHeadProps) {
  const { title, cover, owner, updated_at, description } = playlist;
  return (
    <header className="lg:sticky lg:top-[calc(var(--header)+1.5rem)] lg:self-start">
      <div className="card overflow-hidden">
        <Poster src={cover} eager />
        <div className="p-5">
          <h1
            className="text-2xl font-bold tracking-tight break-words outline-none"
            tabIndex={-1}
            data-section-heading
            data-testid={testids.playlistName}
          >
            {title}
          </h1>
          <p className="mt-1.5 text-sm text-ink-2">
            <Link to="/@{$username}" params={{ username: owner.username }} className="font-semibold hover:text-accent">
              {owner.username}
            </Link>
            {' · '}
            {videos(playlist.videos)}
            {' · '}
            {m.library_updated({ age: age(updated_at) })}
          </p>
          {isMine && <VisibilityMark playlist={playlist} />}
          {description && <p className="mt-3 leading-relaxed whitespace-pre-line text-ink-2">{description}</p>}
          <Actions playlist={playlist} isMine={isMine} first={first} />
        </div>
      </div>
    </header>
  );
}

function VisibilityMark({ playlist }: { playlist: Playlist }) {
  const seen = visibilities.find(({ value }) => value === playlist.visibility);
  if (!seen) return null;
  const { icon: Icon, label } = seen;
  return (
    <p className="status mt-2.5 bg-sunken text-ink-2" data-testid={testids.playlistVisibility}>
      <Icon className="size-3.5" aria-hidden="true" />
      {label()}
    </p>
  );
}

function Actions({ playlist, isMine, first }: PlaylistHeadProps) {
  const [dialog, setDialog] = useState<'edit' | 'delete'>();
  const close = () => setDialog(undefined);
  return (
    <div className="mt-5 -mb-2 flex flex-wrap items-center gap-2">
      {first && <PlayAll first={first} list={playlist.id} className="w-full" />}
      {playlist.visibility !== 'private' && (
        <button
          type="button"
          className="icon-btn"
          aria-label={m.library_playlist_share()}
          onClick={() => void copyText(location.href, m.common_link_copied())}
        >
          <Share2 aria-hidden="true" />
        </button>
      )}
      {isMine && (
        <>
          <button
            type="button"
            className="icon-btn"
            aria-label={m.library_playlist_edit()}
            data-testid={testids.playlistEdit}
            onClick={() => setDialog('edit')}
          >
            <Pencil aria-hidden="true" />
          </button>
          <button
            type="button"
            className="icon-btn"
            aria-label={m.library_playlist_delete_this()}
            data-testid={testids.playlistDelete}
            onClick={() => setDialog('delete')}
          >
            <Trash2 aria-hidden="true" />
          </button>
        </>
      )}
      <Suspense>
        {dialog === 'edit' && <EditDialog playlist={playlist} onClose={close} />}
        {dialog === 'delete' && <DeleteDialog playlist={playlist} onClose={close} />}
      </Suspense>
    </div>
  );
}

export function PlaylistHeadSkeleton() {
  return (
    <div className="card overflow-hidden" aria-busy="true" aria-label={m.common_loading()}>
      <div className="skeleton aspect-video rounded-none!" />
      <div className="p-5">
        <div className="skeleton h-8 w-3/4" />
        <div className="skeleton mt-2 h-5 w-1/2" />
        <div className="skeleton mt-6 h-11" />
      </div>
    </div>
  );
}
